/* SPDX-License-Identifier: MIT */
/* The least that libmicrohttpd can do, set up like l2a serve: the same short text for every request. What lookups over HTTP are measured
 * against. hello_http PORT THREADS */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static enum MHD_Result answer(void *payload, struct MHD_Connection *http, const char *url, const char *method, const char *version,
                              const char *data, size_t *size, void **context)
{
  struct MHD_Response *response = payload;

  (void)url, (void)method, (void)version, (void)data;
  if (!*context) {
    *context = response;
    return MHD_YES;
  }
  *size = 0;
  return MHD_queue_response(http, MHD_HTTP_OK, response);
}

int main(int argc, char **argv)
{
  static char text[] = "hello, world\n";
  unsigned threads = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 1;
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
  struct MHD_Response *response = MHD_create_response_from_buffer(sizeof text - 1, text, MHD_RESPMEM_PERSISTENT);
  struct MHD_Daemon *daemon;

  if (argc < 2 || !response) return 2;
  address.sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10));
  MHD_add_response_header(response, "Content-Type", "text/plain");
  daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_TURBO, 0, NULL, NULL, answer, response,
                            MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address, MHD_OPTION_THREAD_POOL_SIZE, threads > 1 ? threads : 0,
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)16 << 10, MHD_OPTION_END);
  if (!daemon) return 2;
  pause();
  return 0;
}

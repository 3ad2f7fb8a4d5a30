/* SPDX-License-Identifier: MIT */
#include "server/queue_wait.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

enum { LOOK_EVERY = 16 };

uint32_t queue_wait_of(queue_wait *w, int fd, uint32_t limit_ms)
{
  struct tcp_info info = { 0 };
  socklen_t size = sizeof info;
  uint32_t ms;

  if (!w->close_look && w->seen++ % LOOK_EVERY) return 0;
  ms = getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 ? info.tcpi_last_data_recv : 0;
  w->close_look = ms > limit_ms / 4;
  atomic_store_explicit(&w->latest_ms, ms, memory_order_relaxed);
  return ms;
}

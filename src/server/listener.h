/* SPDX-License-Identifier: MIT */
/* Listener: the socket and libmicrohttpd behind it. One pool of threads, each with an epoll instance of its own. */
#ifndef L2A_SERVER_LISTENER_H
#define L2A_SERVER_LISTENER_H

#include "server/server_state.h"

typedef struct listener listener;

/* Listens and serves from now on; *port is the one it got. L2A_EINVAL (the address), L2A_EIO (in use, ...), L2A_ENOMEM. */
l2a_status listener_start(listener **out, server *s, uint16_t *port, l2a_error *error);

/* Takes no new connections; those that exist go on. */
void listener_quiesce(listener *l);

/* Ends every connection and thread. */
void listener_stop(listener *l);

/* True for an address that only this machine reaches. */
bool listener_is_loopback(const char *address);

#endif

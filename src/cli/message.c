/* SPDX-License-Identifier: MIT */
#include "cli/message.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/bytes.h"

void message_print(const char *format, ...)
{
  char line[MESSAGE_LIMIT];
  va_list list;

  va_start(list, format);
  vsnprintf(line, sizeof line, format, list);
  va_end(list);
  for (char *c = line; *c; c++)
    if ((unsigned char)*c < ' ' || *c == 0x7F) *c = '?';
  fprintf(stderr, "l2a: %s\n", line);
}

exit_code message_failed(const l2a_error *error)
{
  message_print("%s", error->message[0] ? error->message : l2a_status_message(error->status));
  return EXIT_FAILED;
}

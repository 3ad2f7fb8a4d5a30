/* SPDX-License-Identifier: MIT */
#include "rules/feature.h"

#include <string.h>

static const char *const names[] = {
#define X(id, name, what) name,
  FEATURE_LIST(X)
#undef X
};

static const char *const descriptions[] = {
#define X(id, name, what) what,
  FEATURE_LIST(X)
#undef X
};

const char *feature_name(feature f)
{
  return names[f];
}

const char *feature_description(feature f)
{
  return descriptions[f];
}

feature feature_find(const char *name, unsigned long size)
{
  int f = 0;

  while (f < FEATURE_COUNT && !(strlen(names[f]) == size && memcmp(names[f], name, size) == 0)) f++;
  return (feature)f;
}

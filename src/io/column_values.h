/* SPDX-License-Identifier: MIT */
/* What the values of a column look like, on a sample of rows. For headers that say nothing. */
#ifndef L2A_IO_COLUMN_VALUES_H
#define L2A_IO_COLUMN_VALUES_H

#include "io/record.h"

typedef enum value_shape { SHAPE_NONE = 0, SHAPE_EMAIL, SHAPE_WEBSITE, SHAPE_ACCOUNT_ID } value_shape;

/* The shape of one value; SHAPE_NONE for what is none of them. */
value_shape value_shape_of(bytes value);

/* The shape that at least four of five values of the column have; null tokens do not count. */
value_shape column_shape(const record_batch *sample, uint32_t column);

#endif

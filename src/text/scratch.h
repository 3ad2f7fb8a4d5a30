/* SPDX-License-Identifier: MIT */
/* What one thread needs to normalise text: ICU services, opened when first needed and kept until the scratch is freed. */
#ifndef L2A_TEXT_SCRATCH_H
#define L2A_TEXT_SCRATCH_H

#include <unicode/uidna.h>
#include <unicode/utrans.h>

#include "text/lexicon.h"

/* Any script to lower-case Latin letters, mostly ASCII; NULL when ICU cannot open it (its data is missing). Owned by the scratch. */
UTransliterator *text_scratch_transliterator(text_scratch *scratch);

/* UTS 46, non-transitional, with the checks of registries; NULL when ICU cannot open it. Owned by the scratch. */
const UIDNA *text_scratch_idna(text_scratch *scratch);

#endif

/* SPDX-License-Identifier: MIT */
#include "index/rarity.h"

#include "base/fixed_log.h"
#include "text/company_name.h"

static uint32_t at_most(uint32_t rarity, uint32_t ceiling)
{
  return rarity < ceiling ? rarity : ceiling;
}

uint16_t rarity_of(uint64_t accounts, uint64_t accounts_with_word, uint32_t flags)
{
  uint32_t highest = fixed_log_ratio(2 * (accounts + 1), 1);
  uint32_t rarity = fixed_log_ratio(2 * (accounts + 1), 2 * accounts_with_word + 1);

  if (flags & TOKEN_STOP) return RARITY_STOP;
  rarity = (uint32_t)((uint64_t)rarity * RARITY_UNKNOWN / highest); /* highest: at least ln 2 */
  if (flags & TOKEN_GENERIC) rarity = at_most(rarity, RARITY_GENERIC);
  if (flags & (TOKEN_DIRECTION | TOKEN_NUMBER)) rarity = at_most(rarity, RARITY_DIRECTION);
  if (flags & TOKEN_COUNTRY) rarity = at_most(rarity, RARITY_PLACE);
  return (uint16_t)(rarity ? rarity : 1);
}

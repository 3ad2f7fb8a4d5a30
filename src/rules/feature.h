/* SPDX-License-Identifier: MIT */
/*
 * Features: what a contact and an account are compared by. Each is a small integer; the definitions cut it into levels and give every
 * level a weight (weight.h). The list is the vocabulary shared by the definitions (keys under `weights:`), the comparison and the waterfall.
 *
 *   X(identifier, "name in definitions and waterfall", "what it measures")
 *
 * Similarities and shares are in thousandths (0 to 1000); rarities in hundredths of a nat; counts are counts; -1 means "cannot be compared".
 */
#ifndef L2A_RULES_FEATURE_H
#define L2A_RULES_FEATURE_H

#define FEATURE_LIST(X) \
  X(EMAIL_MATCH, "email_match", "e-mail domain: -1 none, 0 other, 1 sub-domain host, 2 same registrable domain, 3 same host") \
  X(EMAIL_CLASS, "email_class", "class of the e-mail domain (domain_class)") \
  X(EMAIL_ACCOUNTS, "email_accounts", "accounts that have the e-mail's domain") \
  X(EMAIL_CONFLICT, "email_conflict", \
    "corporate e-mail that is not the account's: 0 no, 1 account without domain, 2 account with others, 3 the domain is another " \
    "account's") \
  X(EMAIL_LABEL, "email_label", "e-mail label against the account's domain labels, similarity") \
  X(EMAIL_NAME, "email_name", "e-mail label against the account's squashed names, similarity") \
  X(EMAIL_NAME_PART, "email_name_part", "e-mail label inside the squashed name or the other way round, share") \
  X(EMAIL_ACRONYM, "email_acronym", "e-mail label is an acronym of the account") \
  X(EMAIL_COMPANY, "email_company", "e-mail label against the contact's own company text, similarity; -1 without either") \
  X(EMAIL_CONTAINS, "email_contains", "e-mail label and account label: one inside the other, share") \
  X(WEBSITE_MATCH, "website_match", "web site: -1 none, 0 account has none, 1 other, 2 same registrable domain, 3 same host") \
  X(WEBSITE_ACCOUNTS, "website_accounts", "accounts that have the web site's domain") \
  X(TEXT_DOMAIN_MATCH, "text_domain_match", "domain typed as company: -1 differs, 0 none, 1 same") \
  X(COMPANY_LABEL, "company_label", "company text against the account's domain labels, similarity") \
  X(COMPANY_LABEL_PART, "company_label_part", "account label inside the squashed company text, share") \
  X(NAME_EXACT, "name_exact", "company name: 0 differs, 1 same sorted words, 2 same squashed, 3 same words, 4 and same legal form") \
  X(NAME_ACCOUNTS, "name_accounts", "accounts that have the contact's squashed or sorted name") \
  X(NAME_KIND, "name_kind", "account form compared: 0 name, 1 without brackets, 2 alias, 3 other side, 4 bracket") \
  X(NAME_COVERAGE_CONTACT, "name_coverage_contact", "rarity-weighted share of the contact's words found in the account's") \
  X(NAME_COVERAGE_ACCOUNT, "name_coverage_account", "rarity-weighted share of the account's words found in the contact's") \
  X(NAME_COVERAGE_BOTH, "name_coverage_both", "harmonic mean of the two coverages") \
  X(NAME_EXACT_COVERAGE, "name_exact_coverage", "the smaller coverage counting identical words only") \
  X(SHARED_RAREST, "shared_rarest", "rarity of the rarest shared word") \
  X(SHARED_SUM, "shared_sum", "rarity of all shared words together") \
  X(LEFT_CONTACT, "left_contact", "rarity of the rarest word that only the contact has") \
  X(LEFT_ACCOUNT, "left_account", "rarity of the rarest word that only the account has") \
  X(LEFT_COUNT, "left_count", "words that only one of them has: contact's + 8 x account's, each at most 7") \
  X(FUZZY_WORST, "fuzzy_worst", "similarity of the least similar aligned words; 1000 without any") \
  X(FUZZY_COUNT, "fuzzy_count", "words aligned that are not identical") \
  X(FUZZY_KNOWN, "fuzzy_known", \
    "words aligned that are not identical: 0 none, 1 the contact's are words of no account, 2 one is some account's") \
  X(FUZZY_FIRST, "fuzzy_first", "their first letters: 0 none, 1 all the same, 2 one differs") \
  X(LEFT_UNKNOWN, "left_unknown", "words only the contact has that no account has, at most 3") \
  X(FIRST_WORD, "first_word", "similarity of the first words") \
  X(LAST_WORD, "last_word", "similarity of the last words") \
  X(NAME_INSIDE, "name_inside", "one squashed name inside the other, its share; negative when the account's is inside the contact's") \
  X(NAME_RATIO, "name_ratio", "whole-string similarity of sorted words (1 - indel distance / lengths)") \
  X(NAME_JARO, "name_jaro", "Jaro-Winkler similarity of squashed names") \
  X(NAME_EDITS, "name_edits", "edit distance of squashed names, at most 9") \
  X(NAME_LENGTH, "name_length", "letters of the shorter squashed name") \
  X(NAME_CONTAINED, "name_contained", "word sequence: 0 none, 1 account in contact, 2 at its begin, 3 contact in account, 4 at its begin") \
  X(NAME_CUT, "name_cut", "one is the other cut off at 30 letters or more") \
  X(NAME_TRIGRAM, "name_trigram", "trigram similarity (Dice, rarity-weighted)") \
  X(LEFT_NUMBER, "left_number", "numbers left over: 0 none, 1 on one side, 2 on both (they differ)") \
  X(LEFT_DIRECTION, "left_direction", "directions left over: 0 none, 1 on one side, 2 on both") \
  X(LEFT_PLACE, "left_place", "places left over: 0 none, 1 a city of the two, 2 a country on one side, 3 a country on both") \
  X(LEFT_CITY, "left_city", "words left over that are a city or state of some account: 0 none, 1 contact's, 2 account's, 3 both") \
  X(LEFT_GENERIC, "left_generic", "only generic words are left over: 0 no, 1 one side, 2 both") \
  X(LEGAL_FORM, "legal_form", "legal forms: -1 one or none has one, 0 differ, 1 same") \
  X(SEGMENT_COVERAGE, "segment_coverage", "best part of a longer text: share of the account's words in it; -1 without parts") \
  X(SEGMENT_RAREST, "segment_rarest", "rarity of the rarest word that part shares") \
  X(SEGMENT_EXACT, "segment_exact", "a part is the account's name: 0 no, 1 yes, 2 the first part, 3 the last part") \
  X(ACRONYM, "acronym", \
    "0 none, 1 company text is an acronym of the account, 2 account is one of the company text, 3 a word of the text is one") \
  X(ACRONYM_ACCOUNTS, "acronym_accounts", "accounts with that acronym") \
  X(ACRONYM_LETTERS, "acronym_letters", "letters of the text at word beginnings of the account's name, share of words") \
  X(ACRONYM_LABEL, "acronym_label", "acronym or word of the company text is the account's domain label") \
  X(NATIVE_SCRIPT, "native_script", "shared pairs of signs in the own script (Chinese, Japanese, Korean), share; -1 not both") \
  X(COUNTRY, "country", \
    "0 differ, 1 account's by domain differs, 2 contact's by domain differs, 3 contact's unknown or named by a branch, 4 account's " \
    "unknown, 5 same by domain, " \
    "6 same") \
  X(CITY, "city", "-1 one is missing, else similarity") \
  X(CITY_IN_NAME, "city_in_name", "0 none, 1 account's city in the company text, 2 contact's city in the account's name, 3 both") \
  X(STATE, "state", "-1 one is missing, 0 differ, 1 same") \
  X(GOV_STATE, "gov_state", "state in the domain of an American local government: -1 not in both, 0 differ, 1 same") \
  X(POSTAL_CODE, "postal_code", "-1 one is missing, 0 differ, 1 same beginning, 2 same") \
  X(PHONE, "phone", "-1 one is missing, 0 other country code, 1 other line, 2 same line") \
  X(PHONE_ACCOUNTS, "phone_accounts", "accounts on that line") \
  X(FAMILY, "family", "0 none, 1 the account's parent is a candidate too, 2 a child is") \
  X(COMPANY_STATUS, "company_status", "company text: 0 empty, 1 placeholder, 2 generic, 3 good") \
  X(RIVALS, "rivals", "other candidates whose name is the same by squashed or sorted words, at most 9") \
  X(WHOLE_ELSEWHERE, "whole_elsewhere", \
    "the whole text, brackets and other names in it too, is the name of another candidate: 0 no or also of this one, 1 yes") \
  X(DOMAIN_OTHERS, "domain_others", "other accounts that have the e-mail's domain") \
  /* Interactions: 0 where there is nothing to compare, else 1 + step of the one x steps of the other + step of the other. */ \
  X(PHONE_BY_NAME, "phone_by_name", "line (other, same) x name (5 steps of coverage, exact)") \
  X(COUNTRY_BY_NAME, "country_by_name", "country (differs, differs by domain, same) x rarity of all shared words, 6 steps") \
  X(CITY_BY_NAME, "city_by_name", "city (differs, same) x name (5 steps of coverage, exact)") \
  X(WEBSITE_BY_ACCOUNTS, "website_by_accounts", "web site (account has none, other, domain, host) x accounts that have it (0, 1, more)") \
  X(LABEL_BY_RARITY, "label_by_rarity", "company text against domain labels, 4 steps x rarity of all shared words, 6 steps; from 0 on") \
  X(NAME_BY_RARITY, "name_by_rarity", "account's words found, 4 steps x rarity of all shared words, 6 steps; from 0 on") \
  X(NAME_BY_LENGTH, "name_by_length", "letters of the shorter name, 4 steps x Jaro-Winkler similarity, 5 steps") \
  X(ACRONYM_BY_NAME, "acronym_by_name", "acronym (label, text, both) x account's words found, 4 steps") \
  X(SEGMENT_BY_RARITY, "segment_by_rarity", "part of the text: coverage, 4 steps x rarest shared word, 4 steps") \
  X(SEGMENT_BY_LEFT, "segment_by_left", "part of the text (not, whole, first, last) x rarest word only the account has, 4 steps") \
  X(SEGMENT_BY_COUNTRY, "segment_by_country", "country (differs, differs by domain, same) x rarest word shared by a part, 4 steps") \
  X(OTHERS_BY_LEFT, "others_by_left", \
    "other accounts of the e-mail's domain (1, 2, more) x words left over (none, contact's, account's, both)") \
  X(FAMILY_BY_RIVALS, "family_by_rivals", "family (parent, child) x rivals (0, 1, more)") \
  X(TRANSLATED_BY_NAME, "translated_by_name", \
    "words agree by translation (same script, another script) x name (5 steps of coverage, exact)")

typedef enum feature {
#define X(id, name, what) FEATURE_##id,
  FEATURE_LIST(X)
#undef X
    FEATURE_COUNT
} feature;

/* Static tables. */
const char *feature_name(feature f);
const char *feature_description(feature f);

/* FEATURE_COUNT when no feature has that name. */
feature feature_find(const char *name, unsigned long size);

#endif

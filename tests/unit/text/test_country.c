/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include <stdlib.h>

#include "text/country.h"
#include "text/fold.h"

static const struct {
  const char *text, *code;
} cases[] = {
  { "DE", "DE" },
  { "de", "DE" },
  { "DEU", "DE" },
  { "Germany", "DE" },
  { " germany ", "DE" },
  { "GERMANY", "DE" },
  { "Deutschland", "DE" },
  { "Allemagne", "DE" },
  { "Alemania", "DE" },
  { "Niemcy", "DE" },
  { "Германия", "DE" },
  { "ГЕРМАНИЯ", "DE" },
  { "德国", "DE" },
  { "ドイツ", "DE" },
  { "독일", "DE" },
  { "Γερμανία", "DE" },
  { "ألمانيا", "DE" },
  { "BRD", "DE" },
  { "Federal Republic of Germany", "DE" },
  { "US", "US" },
  { "USA", "US" },
  { "U.S.", "US" },
  { "U.S.A.", "US" },
  { "u s a", "US" },
  { "United States", "US" },
  { "United States of America", "US" },
  { "The United States of America", "US" },
  { "the united states", "US" },
  { "Estados Unidos", "US" },
  { "États-Unis", "US" },
  { "Etats Unis", "US" },
  { "EE. UU.", "US" },
  { "США", "US" },
  { "美国", "US" },
  { "アメリカ合衆国", "US" },
  { "UK", "GB" },
  { "U.K.", "GB" },
  { "GB", "GB" },
  { "GBR", "GB" },
  { "England", "GB" },
  { "Scotland", "GB" },
  { "Great Britain", "GB" },
  { "Northern Ireland", "GB" },
  { "United Kingdom (UK)", "GB" },
  { "Großbritannien", "GB" },
  { "Vereinigtes Königreich", "GB" },
  { "Holland", "NL" },
  { "The Netherlands", "NL" },
  { "Netherlands, The", "NL" },
  { "Nederland", "NL" },
  { "Pays-Bas", "NL" },
  { "P.R. China", "CN" },
  { "PR China", "CN" },
  { "People's Republic of China", "CN" },
  { "China (PRC)", "CN" },
  { "中国", "CN" },
  { "Korea", "KR" },
  { "South Korea", "KR" },
  { "Korea, Republic of", "KR" },
  { "Republic of Korea", "KR" },
  { "대한민국", "KR" },
  { "한국", "KR" },
  { "Korea, Democratic People's Republic of", "KP" },
  { "DPRK", "KP" },
  { "Taiwan, Province of China", "TW" },
  { "Hong Kong SAR", "HK" },
  { "HongKong", "HK" },
  { "Macau", "MO" },
  { "Viet Nam", "VN" },
  { "Russian Federation", "RU" },
  { "Россия", "RU" },
  { "Rossiya", "RU" },
  { "Czech Republic", "CZ" },
  { "Česká republika", "CZ" },
  { "Ceska republika", "CZ" },
  { "Türkiye", "TR" },
  { "Turkiye", "TR" },
  { "Turkey", "TR" },
  { "Österreich", "AT" },
  { "OSTERREICH", "AT" },
  { "Oesterreich", "AT" },
  { "Schweiz", "CH" },
  { "Suisse", "CH" },
  { "Éire", "IE" },
  { "Republic of Ireland", "IE" },
  { "España", "ES" },
  { "Espana", "ES" },
  { "Brasil", "BR" },
  { "México", "MX" },
  { "UAE", "AE" },
  { "U.A.E", "AE" },
  { "KSA", "SA" },
  { "Kingdom of Saudi Arabia", "SA" },
  { "Ivory Coast", "CI" },
  { "Côte d’Ivoire", "CI" },
  { "Cote d'Ivoire", "CI" },
  { "Congo", "CG" },
  { "Congo (Kinshasa)", "CD" },
  { "DRC", "CD" },
  { "Georgia", "GE" },
  { "Kosovo", "XK" },
  { "Macedonia", "MK" },
  { "Bosnia & Herzegovina", "BA" },
  { "Trinidad & Tobago", "TT" },
  { "Bolivia, Plurinational State of", "BO" },
  { "Iran, Islamic Republic of", "IR" },
  { "Swaziland", "SZ" },
  { "Burma", "MM" },
  { "Berlin, Germany", "DE" },
  { "DE - Germany", "DE" },
  { "Germany / Deutschland", "DE" },
  { "Atlanta, Georgia, USA", "US" },
  { "Germany (West)", "DE" },
  { "AO", "AO" },
  { "MY", "MY" },
  { "Republic of Singapore", "SG" },
  { "Guinea", "GN" },
  { "Niger", "NE" },
  { "Nigeria", "NG" },
  { "Samoa", "WS" },
  { "American Samoa", "AS" },
  { "GER", "DE" },
  { "", "" },
  { "   ", "" },
  { "Atlantis", "?" },
  { "San Francisco, CA", "?" },
  { "XX", "?" },
  { "-", "?" },
  { "...", "?" },
  { "the", "?" },
  { "Europe", "?" },
  { "\xFF\xFE", "?" },
  { "12345", "?" },
  { "Republic of", "?" },
};

Test(country, reads_codes_and_names_in_many_languages)
{
  lexicon lex = { 0 };
  text_scratch *scratch;
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(fold_table_new(&lex.folds, &lex, NULL, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(country_list_new(&lex.countries, &lex, NULL, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(text_scratch_new(&scratch, &lex, &error), L2A_OK, "%s", error.message);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const char *code = cases[i].code;
    unsigned want = !code[0] ? 0 : code[0] == '?' ? COUNTRY_UNKNOWN : (unsigned)code[0] << 8 | (unsigned)code[1];
    unsigned got = country_code(bytes_of(cases[i].text), &lex, scratch);
    cr_expect_eq(got, want, "\"%s\": %c%c, expected %s", cases[i].text, (int)(got >> 8), (int)(got & 255), code);
  }
  cr_expect_eq(country_code((bytes){ NULL, 0 }, &lex, scratch), 0);
  {
    char *text = malloc(100000);
    cr_assert_not_null(text);
    memset(text, 'x', 100000);
    cr_expect_eq(country_code(bytes_from(text, 100000), &lex, scratch), COUNTRY_UNKNOWN);
    cr_expect_eq(country_code(bytes_from(text, 250), &lex, scratch), COUNTRY_UNKNOWN);
    memset(text, ',', 256);
    cr_expect_eq(country_code(bytes_from(text, 256), &lex, scratch), COUNTRY_UNKNOWN);
    free(text);
  }
  text_scratch_free(scratch);
  country_list_free(lex.countries);
  country_list_free(NULL);
  fold_table_free(lex.folds);
}

/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "text/company_name.h"
#include "text/fold.h"
#include "text/legal_form.h"
#include "text/name_parts.h"

typedef struct fixture {
  lexicon *lex;
  text_scratch *scratch;
  arena memory;
} fixture;

static void fixture_open(fixture *f, const lexicon_overlay *overlay)
{
  l2a_error error = L2A_ERROR_INIT;

  arena_init(&f->memory, 65536);
  cr_assert_eq(lexicon_new(&f->lex, overlay, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(text_scratch_new(&f->scratch, f->lex, &error), L2A_OK, "%s", error.message);
}

static void fixture_close(fixture *f)
{
  text_scratch_free(f->scratch);
  lexicon_free(f->lex);
  arena_free(&f->memory);
}

static company_name parse(fixture *f, bytes raw, name_side side)
{
  company_name name;

  company_name_parse(&name, raw, side, f->lex, f->scratch, &f->memory);
  cr_assert(!f->memory.failed);
  return name;
}

#define SHOW(text) (int)(text).size, (text).data ? (text).data : ""

/* Name, core, class of its legal form, sorted key of MAIN. */
static const char *const names[][4] = {
  { "ACME Widgets (Intl.) Holding GmbH & Co. KG", "acme widgets intl holding", "LP", "acme holding international widgets" },
  { "The Boeing Company", "boeing", "CO", "boeing" },
  { "AT&T Inc.", "at and t", "INC", "and at t" },
  { "A T & T", "at and t", "", "and at t" },
  { "I.B.M. Deutschland GmbH", "ibm deutschland", "LLC", "germany ibm" },
  { "IBM Corp.", "ibm", "CORP", "ibm" },
  { "J.P. Morgan Chase & Co.", "jp morgan chase", "CO", "chase jp morgan" },
  { "JPMorgan Chase", "jpmorgan chase", "", "chase jpmorgan" },
  { "Johnson & Johnson", "johnson and johnson", "", "johnson" },
  { "Procter and Gamble Co", "procter and gamble", "CO", "gamble procter" },
  { "H&M Hennes & Mauritz AB", "h and m hennes and mauritz", "JSC", "h hennes m mauritz" },
  { "L'Oréal S.A.", "loreal", "JSC", "loreal" },
  { "L’Oréal SA", "loreal", "JSC", "loreal" },
  { "Société Générale", "societe generale", "", "general society" },
  { "Crédit Agricole S.A.", "credit agricole", "JSC", "agriculture credit" },
  { "Électricité de France SA", "electricite de france", "JSC", "electric france" },
  { "SARL Dupont et Fils", "dupont et fils", "LLC", "dupont sons" },
  { "SAS Boulangerie Martin", "boulangerie martin", "JSC", "bakery martin" },
  { "Ets. Lefebvre", "lefebvre", "NGO", "lefebvre" },
  { "Compagnie de Saint-Gobain", "compagnie de saint gobain", "", "company gobain saint" },
  { "Müller & Söhne GmbH", "muller and sohne", "LLC", "muller sons" },
  { "Weiß & Groß OHG", "weiss and gross", "GP", "gross weiss" },
  { "Bayerische Motoren Werke Aktiengesellschaft", "bayerische motoren werke", "JSC", "bavaria motor work" },
  { "Dr. Ing. h.c. F. Porsche AG", "dr ing hc f porsche", "JSC", "dr f hc ing porsche" },
  { "Robert Bosch GmbH", "robert bosch", "LLC", "bosch robert" },
  { "Schäfer UG (haftungsbeschränkt)", "schafer", "LLC", "schafer" },
  { "Max-Planck-Gesellschaft zur Förderung der Wissenschaften e.V.", "max planck gesellschaft zur forderung der wissenschaften", "NGO",
    "forderung max planck science society" },
  { "Volksbank Mittelhessen eG", "volksbank mittelhessen", "COOP", "mittelhessen volksbank" },
  { "Merck KGaA", "merck", "LP", "merck" },
  { "Kaufland Stiftung & Co. KG", "kaufland", "LP", "kaufland" },
  { "Österreichische Post AG", "osterreichische post", "JSC", "austrian post" },
  { "Nestlé S.A.", "nestle", "JSC", "nestle" },
  { "Schweizerische Bundesbahnen SBB", "schweizerische bundesbahnen sbb", "", "bundesbahnen sbb swiss" },
  { "Koninklijke Philips N.V.", "koninklijke philips", "JSC", "philips royal" },
  { "Albert Heijn B.V.", "albert heijn", "LLC", "albert heijn" },
  { "Anheuser-Busch InBev SA/NV", "anheuser busch inbev", "JSC", "anheuser busch inbev" },
  { "Colruyt Group NV", "colruyt group", "JSC", "colruyt group" },
  { "Novo Nordisk A/S", "novo nordisk", "JSC", "nordisk novo" },
  { "LEGO System A/S", "lego system", "JSC", "lego system" },
  { "Ørsted A/S", "orsted", "JSC", "orsted" },
  { "Telefonaktiebolaget LM Ericsson (publ)", "telefonaktiebolaget lm ericsson", "JSC", "ericsson lm telefonaktiebolaget" },
  { "Volvo AB", "volvo", "JSC", "volvo" },
  { "IKEA of Sweden AB", "ikea of sweden", "JSC", "ikea sweden" },
  { "Equinor ASA", "equinor", "JSC", "equinor" },
  { "Nokia Oyj", "nokia", "JSC", "nokia" },
  { "Kone Oy", "kone", "LLC", "kone" },
  { "Íslandsbanki hf.", "islandsbanki", "JSC", "islandsbanki" },
  { "Marel ehf", "marel", "LLC", "marel" },
  { "Banco Santander, S.A.", "banco santander", "JSC", "bank santander" },
  { "Telefónica, S.A.", "telefonica", "JSC", "telefonica" },
  { "Inditex", "inditex", "", "inditex" },
  { "Mercadona S.A.U.", "mercadona", "JSC", "mercadona" },
  { "Pinturas Hermanos López S.L.", "pinturas hermanos lopez", "LLC", "brothers lopez painting" },
  { "Seguros Catalana Occidente, S.A.", "seguros catalana occidente", "JSC", "catalonia insurance occidente" },
  { "Universidad Nacional Autónoma de México", "universidad nacional autonoma de mexico", "", "autonoma mexico national university" },
  { "Grupo Bimbo, S.A.B. de C.V.", "grupo bimbo", "JSC", "bimbo group" },
  { "Cementos Mexicanos SA de CV", "cementos mexicanos", "JSC", "cement mexican" },
  { "Comercializadora La Junta S. de R.L. de C.V.", "comercializadora la junta", "LLC", "junta trading" },
  { "Petróleo Brasileiro S.A.", "petroleo brasileiro", "JSC", "brazilian oil" },
  { "Padaria São José Ltda ME", "padaria sao jose", "LLC", "bakery jose sao" },
  { "Construções Silva Ltda.", "construcoes silva", "LLC", "construction silva" },
  { "Universidade de São Paulo", "universidade de sao paulo", "", "paulo sao university" },
  { "Banco de Chile", "banco de chile", "", "bank chile" },
  { "Bancolombia S.A.", "bancolombia", "JSC", "bancolombia" },
  { "Rappi S.A.S.", "rappi", "JSC", "rappi" },
  { "Fiat S.p.A.", "fiat", "JSC", "fiat" },
  { "Rossi & Figli S.r.l.", "rossi and figli", "LLC", "rossi sons" },
  { "Luxottica Group S.p.A.", "luxottica group", "JSC", "group luxottica" },
  { "Università degli Studi di Milano", "universita degli studi di milano", "", "milan studi university" },
  { "Sonae SGPS, S.A.", "sonae", "JSC", "sonae" },
  { "Pastéis de Belém, Lda.", "pasteis de belem", "LLC", "belem pasteis" },
  { "PKN Orlen S.A.", "pkn orlen", "JSC", "orlen pkn" },
  { "Żabka Polska Sp. z o.o.", "zabka polska", "LLC", "poland zabka" },
  { "Drukarnia Nowak spółka z o.o. sp.k.", "drukarnia nowak", "LLC", "nowak print" },
  { "Uniwersytet Jagielloński", "uniwersytet jagiellonski", "", "jagiellonski university" },
  { "Škoda Auto a.s.", "skoda auto", "JSC", "automotive skoda" },
  { "Seznam.cz, a.s.", "seznam cz", "JSC", "cz seznam" },
  { "Dvořák s.r.o.", "dvorak", "LLC", "dvorak" },
  { "Slovnaft, a.s.", "slovnaft", "JSC", "slovnaft" },
  { "MOL Nyrt.", "mol", "JSC", "mol" },
  { "Tóth és Társa Kft.", "toth es tarsa", "LLC", "es tarsa toth" },
  { "Pliva d.o.o.", "pliva", "LLC", "pliva" },
  { "Krka, d. d.", "krka", "JSC", "krka" },
  { "Dacia SRL", "dacia", "LLC", "dacia" },
  { "S.C. Automobile Dacia S.A.", "automobile dacia", "JSC", "automotive dacia" },
  { "Софтуер Груп ООД", "softuer grup", "LLC", "group softuer" },
  { "ООО «Газпром»", "gazprom", "LLC", "gazprom" },
  { "Gazprom", "gazprom", "", "gazprom" },
  { "ПАО Сбербанк", "sberbank", "JSC", "sberbank" },
  { "ОАО \"РЖД\"", "rzhd", "JSC", "rzhd" },
  { "Яндекс", "yandeks", "", "yandeks" },
  { "ИП Иванов", "ivanov", "SP", "ivanov" },
  { "ЗАО Хлебозавод № 5", "khlebozavod no 5", "JSC", "5 khlebozavod no" },
  { "ТОВ \"Нова Пошта\"", "nova poshta", "LLC", "nova poshta" },
  { "АТ КБ ПриватБанк", "at kb privatbank", "", "kb privatbank" },
  { "Нафтогаз України", "naftogaz ukrayini", "", "naftogaz ukrayini" },
  { "ТОО Казахмыс", "kazakhmys", "LLC", "kazakhmys" },
  { "UAB Maxima LT", "maxima lt", "LLC", "lt maxima" },
  { "SIA Rimi Latvia", "rimi latvia", "LLC", "latvia rimi" },
  { "OÜ Bolt Technology", "bolt technology", "LLC", "bolt technology" },
  { "Ελληνικά Πετρέλαια Α.Ε.", "ellinika petrelaia", "JSC", "ellinika petrelaia" },
  { "Alpha Bank A.E.", "alpha bank", "JSC", "alpha bank" },
  { "Türkiye İş Bankası A.Ş.", "turkiye is bankasi", "JSC", "bank is turkey" },
  { "Yıldız Sanayi ve Ticaret Ltd. Şti.", "yildiz", "LLC", "yildiz" },
  { "Koç Holding A.Ş.", "koc holding", "JSC", "holding koc" },
  { "חברת החשמל", "electric", "", "electric" },
  { "شركة أرامكو السعودية", "aramco saudi", "", "aramco saudi" },
  { "Saudi Aramco", "saudi aramco", "", "aramco saudi" },
  { "Emirates NBD Bank PJSC", "emirates nbd bank", "JSC", "bank emirates nbd" },
  { "Al Futtaim LLC", "al futtaim", "LLC", "futtaim" },
  { "Gulf Trading FZ-LLC", "gulf trading", "LLC", "gulf trading" },
  { "Tata Consultancy Services Pvt. Ltd.", "tata consultancy services", "LLC", "consulting service tata" },
  { "Infosys Limited", "infosys", "LLC", "infosys" },
  { "Reliance Industries Ltd", "reliance industries", "LLC", "industry reliance" },
  { "State Bank of India", "state bank of india", "", "bank india state" },
  { "Sharma Textiles Private Limited", "sharma textiles", "LLC", "sharma textile" },
  { "Bharti Airtel (India) Pvt Ltd", "bharti airtel india", "LLC", "airtel bharti india" },
  { "रिलायंस", "rilayansa", "", "rilayansa" },
  { "Engro Corporation Limited", "engro", "LLC", "engro" },
  { "Grameenphone Ltd.", "grameenphone", "LLC", "grameenphone" },
  { "Toyota Motor Corporation", "toyota motor", "CORP", "motor toyota" },
  { "トヨタ自動車株式会社", "toyota automobile", "JSC", "automotive toyota" },
  { "株式会社ソニー", "sony", "JSC", "sony" },
  { "㈱日立製作所", "hitachi manufacturing", "JSC", "hitachi manufacturing" },
  { "(株)リコー", "ricoh", "JSC", "ricoh" },
  { "有限会社 山田商店", "yamada store", "LLC", "store yamada" },
  { "ＳＭＢＣ日興証券株式会社", "smbc nikko securities", "JSC", "nikko security smbc" },
  { "一般社団法人 日本経済団体連合会", "japan economics tuanti union", "NGO", "economic japan tuanti union" },
  { "国立大学法人東京大学", "tokyo university", "SOE", "tokyo university" },
  { "삼성전자(주)", "samsung electronics", "JSC", "electronics samsung" },
  { "주식회사 카카오", "kakao", "JSC", "kakao" },
  { "㈜엘지화학", "lg chemistry", "JSC", "chemical lg" },
  { "현대자동차", "hyundai motor", "", "hyundai motor" },
  { "Samsung Electronics Co., Ltd.", "samsung electronics", "LLC", "electronics samsung" },
  { "华为技术有限公司", "huawei technology", "LLC", "huawei technology" },
  { "中国石油天然气股份有限公司", "china petroleum natural gas", "JSC", "china gas natural oil" },
  { "阿里巴巴集团", "alibaba", "GROUP", "alibaba" },
  { "腾讯科技（深圳）有限公司", "tencent science technology shenzhen", "LLC", "science shenzhen technology tencent" },
  { "台積電股份有限公司", "tsmc", "JSC", "tsmc" },
  { "Hon Hai Precision Industry Co., Ltd.", "hon hai precision industry", "LLC", "hai hon industry precision" },
  { "Công ty TNHH Samsung Vina", "samsung vina", "LLC", "samsung vina" },
  { "Vingroup JSC", "vingroup", "JSC", "vingroup" },
  { "PT Telkom Indonesia (Persero) Tbk", "telkom indonesia", "JSC", "indonesia telkom" },
  { "PT. Bank Central Asia, Tbk", "bank central asia", "JSC", "asia bank central" },
  { "CV Maju Jaya", "maju jaya", "LP", "jaya maju" },
  { "Petronas Sdn Bhd", "petronas", "LLC", "petronas" },
  { "Maybank Berhad", "maybank", "JSC", "maybank" },
  { "Grab Holdings Pte. Ltd.", "grab holdings", "LLC", "grab holding" },
  { "San Miguel Corporation", "san miguel", "CORP", "miguel san" },
  { "ธนาคารกรุงเทพ", "bank bangkok", "", "bangkok bank" },
  { "BHP Group Limited", "bhp group", "LLC", "bhp group" },
  { "Woolworths Pty Ltd", "woolworths", "LLC", "woolworths" },
  { "Smith (Pty) Ltd", "smith", "LLC", "smith" },
  { "Fonterra Co-operative Group Ltd", "fonterra co operative group", "LLC", "company fonterra group operative" },
  { "Naspers Limited", "naspers", "LLC", "naspers" },
  { "Dangote Cement PLC", "dangote cement", "JSC", "cement dangote" },
  { "Safaricom PLC", "safaricom", "JSC", "safaricom" },
  { "Bank of America, N.A.", "bank of america", "NA", "america bank" },
  { "Mayo Clinic", "mayo clinic", "", "clinic mayo" },
  { "University of California, Berkeley", "university of california berkeley", "", "berkeley california university" },
  { "Univ. of Calif.", "univ of calif", "", "calif university" },
  { "Massachusetts Institute of Technology", "massachusetts institute of technology", "", "institute massachusetts technology" },
  { "St. Mary's Hospital", "st marys hospital", "", "hospital marys saint" },
  { "Mt. Sinai Med Ctr", "mt sinai med ctr", "", "center medical mount sinai" },
  { "Natl Inst of Health", "natl inst of health", "", "health institute national" },
  { "Dept of Veterans Affairs", "dept of veterans affairs", "", "affairs department veterans" },
  { "7-Eleven, Inc.", "7 eleven", "INC", "11 7" },
  { "3M Company", "3m", "CO", "3m" },
  { "Twentieth Century Fox", "twentieth century fox", "", "20 century fox" },
  { "Ford Motor Co. of Canada, Ltd.", "ford motor co of canada", "LLC", "canada company ford motor" },
  { "Berkshire Hathaway Inc", "berkshire hathaway", "INC", "berkshire hathaway" },
  { "Bob's Burgers, LLC", "bobs burgers", "LLC", "bobs burgers" },
  { "Foo Bar LLP", "foo bar", "LLP", "bar foo" },
  { "Jones Day, P.C.", "jones day", "PROF", "day jones" },
  { "Sullivan & Cromwell LLP", "sullivan and cromwell", "LLP", "cromwell sullivan" },
  { "Ernst & Young Global Limited", "ernst and young global", "LLC", "ernst global young" },
  { "PricewaterhouseCoopers", "pricewaterhousecoopers", "", "pricewaterhousecoopers" },
  { "McDonald´s", "mcdonalds", "", "mcdonalds" },
  { "Yahoo!", "yahoo", "", "yahoo" },
  { "Acme™ Corp®", "acme", "CORP", "acme" },
  { "Salesforce.com, Inc.", "salesforce com", "INC", "salesforce" },
  { "e.on SE", "e on", "JSC", "e on" },
  { "Toys \"R\" Us", "toys r us", "", "r toy usa" },
  { "1&1 Ionos SE", "1 and 1 ionos", "JSC", "1 ionos" },
  { "O2", "o2", "", "o2" },
  { "X5 Retail Group", "x5 retail group", "", "group retail x5" },
  { "Henry III Brewing", "henry iii brewing", "", "3 brewery henry" },
};

Test(company_name, names_of_the_world_have_core_legal_form_and_sorted_key)
{
  fixture f;

  fixture_open(&f, NULL);
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    company_name name = parse(&f, bytes_of(names[i][0]), NAME_OF_ACCOUNT);
    const name_form *form = &name.forms[0];
    bytes legal;
    cr_assert_gt(name.form_count, 0, "%s", names[i][0]);
    legal = legal_form_class_name(f.lex->legal_forms, form->legal_form);
    cr_expect(bytes_equal(form->core, bytes_of(names[i][1])), "%s: core is %.*s", names[i][0], SHOW(form->core));
    cr_expect(bytes_equal(legal, bytes_of(names[i][2])), "%s: legal form is %.*s", names[i][0], SHOW(legal));
    cr_expect(bytes_equal(form->sorted, bytes_of(names[i][3])), "%s: sorted key is %.*s", names[i][0], SHOW(form->sorted));
  }
  fixture_close(&f);
}

/* Status and forms of a contact's cell, one letter a kind (M P O B S), core behind it. */
typedef struct cell {
  const char *raw;
  name_status status;
  const char *forms;
} cell;

static const cell cells[] = {
  { "", NAME_EMPTY, "" },
  { " \t ", NAME_EMPTY, "" },
  { "-", NAME_EMPTY, "" },
  { "...", NAME_EMPTY, "" },
  { "N/A", NAME_EMPTY, "" },
  { "null", NAME_EMPTY, "" },
  { "なし", NAME_EMPTY, "" },
  { "Нет", NAME_EMPTY, "" },
  { "\xF0\x9F\x98\x80", NAME_EMPTY, "" },
  { "Self-Employed", NAME_PLACEHOLDER, "" },
  { "self employeed", NAME_PLACEHOLDER, "" },
  { "Freelance / Self-employed", NAME_PLACEHOLDER, "" },
  { "Freelancer (self employed)", NAME_PLACEHOLDER, "" },
  { "学生", NAME_PLACEHOLDER, "" },
  { "xxx", NAME_PLACEHOLDER, "" },
  { "asdf", NAME_PLACEHOLDER, "" },
  { "My Company", NAME_PLACEHOLDER, "" },
  { "jane@gmail.com", NAME_PLACEHOLDER, "" },
  { "Technology Services", NAME_GENERIC, "M:technology services" },
  { "Germany", NAME_GENERIC, "M:germany" },
  { "98765", NAME_GENERIC, "M:98765" },
  { "GmbH", NAME_GENERIC, "M:gmbh" },
  { "Bank of America", NAME_GOOD, "M:bank of america" },
  { "7-Eleven", NAME_GOOD, "M:7 eleven" },
  { "@stripe", NAME_GOOD, "M:stripe" },
  { "Company: Acme Inc", NAME_GOOD, "M:acme" },
  { "\"Acme\"", NAME_GOOD, "M:acme" },
  { "works at Acme", NAME_GOOD, "M:acme" },
  { "c/o Smith Mills", NAME_GOOD, "M:smith mills" },
  { "Acme (We're hiring!)", NAME_GOOD, "M:acme" },
  { "Acme | We\xE2\x80\x99re hiring!", NAME_GOOD, "M:acme" },
  { "Acme (YC W21)", NAME_GOOD, "M:acme" },
  { "Acme, YC S20", NAME_GOOD, "M:acme" },
  { "www.acme-widgets.com", NAME_GOOD, "M:acme widgets|O:acme widgets com" },
  { "https://www.acme.de/about", NAME_GOOD, "M:acme|O:acme de" },
  { "jane@acme-widgets.de", NAME_GOOD, "M:acme widgets" },
  { "Booking.com B.V.", NAME_GOOD, "M:booking com|O:booking" },
  { "Smith Trading d/b/a Bob's Burgers", NAME_GOOD, "M:smith trading|O:bobs burgers" },
  { "Smith Trading, dba: Bob's Burgers", NAME_GOOD, "M:smith trading|O:bobs burgers" },
  { "Meta (formerly Facebook)", NAME_GOOD, "M:meta|O:facebook" },
  { "Facebook, now known as Meta", NAME_GOOD, "M:facebook|O:meta" },
  { "AKA Brands", NAME_GOOD, "M:aka brands" },
  { "Alibaba Cloud, part of Alibaba Group", NAME_GOOD, "M:alibaba cloud|S:alibaba group" },
  { "Jane Doe c/o Acme Corp", NAME_GOOD, "M:jane doe|S:acme" },
  { "Phoenix Widgets (Germany)", NAME_GOOD, "M:phoenix widgets germany|P:phoenix widgets" },
  { "Acme (GmbH)", NAME_GOOD, "M:acme" },
  { "University of Foo (UFO)", NAME_GOOD, "M:university of foo ufo|P:university of foo|B:ufo" },
  { "Dept. of Physics, MIT, Cambridge", NAME_GOOD, "M:dept of physics mit cambridge|S:dept of physics|S:mit|S:cambridge" },
  { "Student at Foo Mills", NAME_GOOD, "M:student at foo mills|S:foo mills" },
  { "Acme, Inc.", NAME_GOOD, "M:acme" },
  { "Novo Nordisk A/S", NAME_GOOD, "M:novo nordisk" },
};

static void describe(char *out, size_t capacity, const company_name *name)
{
  size_t size = 0;

  out[0] = '\0';
  for (uint32_t i = 0; i < name->form_count && size < capacity; i++)
    size +=
      (size_t)snprintf(out + size, capacity - size, "%s%c:%.*s", i ? "|" : "", "MPOBS"[name->forms[i].kind], SHOW(name->forms[i].core));
}

Test(company_name, cells_of_contacts_have_status_and_forms)
{
  char forms[4096];
  fixture f;

  fixture_open(&f, NULL);
  for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
    company_name name = parse(&f, bytes_of(cells[i].raw), NAME_OF_CONTACT);
    describe(forms, sizeof forms, &name);
    cr_expect_eq(name.status, cells[i].status, "%s: status %d", cells[i].raw, (int)name.status);
    cr_expect_str_eq(forms, cells[i].forms, "%s: %s", cells[i].raw, forms);
  }
  fixture_close(&f);
}

Test(company_name, an_account_called_like_a_placeholder_keeps_its_name)
{
  static const char *const called[] = { "Independent", "Null", "Student", "Test", "XXX", "The Company", "Self" };
  fixture f;

  fixture_open(&f, NULL);
  for (size_t i = 0; i < sizeof called / sizeof called[0]; i++) {
    company_name name = parse(&f, bytes_of(called[i]), NAME_OF_ACCOUNT);
    cr_expect_eq(name.status, NAME_GENERIC, "%s", called[i]);
    cr_expect_gt(name.form_count, 0, "%s", called[i]);
  }
  fixture_close(&f);
}

Test(company_name, an_account_has_no_segments)
{
  fixture f;
  company_name name;

  fixture_open(&f, NULL);
  name = parse(&f, BYTES("Dept. of Physics, MIT, Cambridge"), NAME_OF_ACCOUNT);
  cr_assert_eq(name.form_count, 1);
  cr_assert(bytes_equal(name.forms[0].core, BYTES("dept of physics mit cambridge")));
  fixture_close(&f);
}

Test(company_name, keys_are_squashed_without_and_and_acronyms_with_and_without_stop_words)
{
  fixture f;
  company_name name;

  fixture_open(&f, NULL);
  name = parse(&f, BYTES("Johnson & Johnson"), NAME_OF_ACCOUNT);
  cr_assert(bytes_equal(name.forms[0].squashed, BYTES("johnsonjohnson")));
  name = parse(&f, BYTES("Massachusetts Institute of Technology"), NAME_OF_ACCOUNT);
  cr_assert_eq(name.forms[0].acronym_count, 2);
  cr_assert(bytes_equal(name.forms[0].acronyms[0], BYTES("miot")));
  cr_assert(bytes_equal(name.forms[0].acronyms[1], BYTES("mit")));
  name = parse(&f, BYTES("Zalando SE"), NAME_OF_ACCOUNT);
  cr_assert_eq(name.forms[0].acronym_count, 0);
  fixture_close(&f);
}

Test(company_name, native_names_lose_legal_form_and_punctuation)
{
  static const char *const native[][2] = {
    { "トヨタ自動車株式会社", "トヨタ自動車" },
    { "㈱日立製作所", "日立製作所" },
    { "(株)リコー", "リコー" },
    { "삼성전자(주)", "삼성전자" },
    { "中国石油天然气股份有限公司", "中国石油天然气" },
    { "セブン・イレブン", "セブンイレブン" },
    { "ｿﾆｰ", "ソニー" },
    { "Acme GmbH", "" },
  };
  fixture f;

  fixture_open(&f, NULL);
  for (size_t i = 0; i < sizeof native / sizeof native[0]; i++) {
    company_name name = parse(&f, bytes_of(native[i][0]), NAME_OF_ACCOUNT);
    cr_expect(bytes_equal(name.forms[0].native, bytes_of(native[i][1])), "%s: %.*s", native[i][0], SHOW(name.forms[0].native));
  }
  fixture_close(&f);
}

Test(company_name, spellings_of_one_name_meet_in_the_sorted_key)
{
  static const char *const pairs[][2] = {
    { "ООО Газпром", "Gazprom" },
    { "Universidad de Chile", "University of Chile" },
    { "Acme Intl Svcs", "ACME International Services" },
    { "Institute for Foo Technologies", "Foo Technology Institute" },
    { "I.B.M.", "IBM" },
    { "L'Oréal", "Loreal" },
    { "ＡＣＭＥ　Ｌｔｄ", "Acme" },
  };
  fixture f;

  fixture_open(&f, NULL);
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
    company_name a = parse(&f, bytes_of(pairs[i][0]), NAME_OF_CONTACT);
    company_name b = parse(&f, bytes_of(pairs[i][1]), NAME_OF_ACCOUNT);
    cr_expect(bytes_equal(a.forms[0].sorted, b.forms[0].sorted), "%s / %s", pairs[i][0], pairs[i][1]);
  }
  fixture_close(&f);
}

Test(company_name, an_overlay_adds_legal_forms_words_and_placeholders)
{
  const bytes forms[] = { BYTES("WIDGETCO|Widgetgesellschaft|wgs") };
  const bytes words[] = { BYTES("gadget|gdgt|gizmo") };
  const bytes placeholders[] = { BYTES("Walk-in customer") };
  const lexicon_overlay overlay = {
    .legal_forms = forms, .legal_form_count = 1, .words = words, .word_count = 1, .placeholders = placeholders, .placeholder_count = 1
  };
  fixture f;
  company_name name;

  fixture_open(&f, &overlay);
  name = parse(&f, BYTES("Acme Gizmo WGS"), NAME_OF_CONTACT);
  cr_assert(bytes_equal(name.forms[0].sorted, BYTES("acme gadget")));
  cr_assert(bytes_equal(legal_form_class_name(f.lex->legal_forms, name.forms[0].legal_form), BYTES("WIDGETCO")));
  cr_assert_eq(parse(&f, BYTES("walk in customer"), NAME_OF_CONTACT).status, NAME_PLACEHOLDER);
  fixture_close(&f);
}

Test(company_name, long_cells_are_cut_and_say_so)
{
  char text[NAME_SIZE_LIMIT * 3];
  fixture f;
  company_name name;

  fixture_open(&f, NULL);
  for (size_t i = 0; i < sizeof text; i++) text[i] = i % 4 == 3 ? ' ' : (char)('a' + i / 4 % 26);
  name = parse(&f, bytes_from(text, sizeof text), NAME_OF_CONTACT);
  cr_assert_gt(name.form_count, 0);
  cr_assert(name.forms[0].cut);
  cr_assert_eq(name.forms[0].token_count, NAME_TOKEN_LIMIT);
  for (size_t i = 0; i < sizeof text; i++) text[i] = "(,d/b/a "[i % 8];
  name = parse(&f, bytes_from(text, sizeof text), NAME_OF_CONTACT);
  cr_assert_leq(name.form_count, NAME_FORM_LIMIT);
  fixture_close(&f);
}

static void check_form(const name_form *form)
{
  size_t size = 0;

  cr_assert_gt(form->token_count, 0);
  cr_assert_leq(form->token_count, NAME_TOKEN_LIMIT);
  cr_assert_gt(form->core.size, 0);
  cr_assert_gt(form->squashed.size, 0);
  cr_assert_gt(form->sorted.size, 0);
  cr_assert(utf8_is_ascii(form->core) && utf8_is_ascii(form->sorted) && utf8_is_ascii(form->squashed));
  cr_assert(utf8_is_valid(form->native));
  cr_assert_leq(form->acronym_count, NAME_ACRONYM_LIMIT);
  for (uint32_t i = 0; i < form->token_count; i++) {
    size += form->tokens[i].text.size + (i > 0);
    cr_assert_gt(form->tokens[i].canon.size, 0);
  }
  cr_assert_eq(size, form->core.size);
}

/* Pieces of hostile cells, put together by a generator with a fixed seed. */
static const char *const pieces[] = { "acme",
                                      " ",
                                      "GmbH",
                                      " & ",
                                      "Co",
                                      ".",
                                      ",",
                                      "(",
                                      ")",
                                      "the ",
                                      "and ",
                                      "ООО ",
                                      "株式会社",
                                      "(주)",
                                      "日本",
                                      "é",
                                      "\xCC\x81",
                                      "ß",
                                      "/",
                                      "-",
                                      " at ",
                                      " dba ",
                                      "@",
                                      "www.",
                                      ".com",
                                      "'",
                                      "\"",
                                      "«",
                                      "I.B.M.",
                                      "x",
                                      "1",
                                      "of ",
                                      "\xE2\x80\x99",
                                      "\xF0\x9F\x98\x80",
                                      "ក",
                                      "แบ",
                                      "İ",
                                      "ﬁ",
                                      "㈱",
                                      "　",
                                      "A T ",
                                      "formerly ",
                                      "S.A.",
                                      "de ",
                                      "（",
                                      "）",
                                      "YC W21",
                                      "hiring",
                                      ":",
                                      "company" };

Test(company_name, whatever_is_typed_forms_keep_their_promises)
{
  uint64_t seed = 1;
  fixture f;

  fixture_open(&f, NULL);
  for (int round = 0; round < 20000; round++) {
    char text[512];
    size_t size = 0;
    company_name name;
    for (int i = 0; i < 12; i++) {
      const char *piece;
      seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
      piece = pieces[(seed >> 33) % (sizeof pieces / sizeof pieces[0])];
      memcpy(text + size, piece, strlen(piece));
      size += strlen(piece);
      if ((seed >> 60) == 0) break;
    }
    arena_reset(&f.memory);
    name = parse(&f, bytes_from(text, size), round % 2 ? NAME_OF_CONTACT : NAME_OF_ACCOUNT);
    cr_assert_leq(name.form_count, NAME_FORM_LIMIT);
    cr_assert_eq(name.form_count > 0, name.status == NAME_GENERIC || name.status == NAME_GOOD, "%.*s", (int)size, text);
    cr_assert(name.form_count == 0 || name.forms[0].kind == NAME_MAIN, "%.*s", (int)size, text);
    for (uint32_t i = 0; i < name.form_count; i++) check_form(&name.forms[i]);
    for (uint32_t i = 1; i < name.form_count; i++)
      for (uint32_t j = 0; j < i; j++) cr_assert(!bytes_equal(name.forms[i].core, name.forms[j].core), "%.*s", (int)size, text);
  }
  fixture_close(&f);
}

Test(company_name, the_sorted_key_does_not_depend_on_the_order_of_words)
{
  static const char *const orders[] = { "Zalando Berlin Fashion Widgets", "Widgets Fashion Zalando Berlin",
                                        "Berlin, Widgets & Zalando of Fashion" };
  fixture f;

  fixture_open(&f, NULL);
  for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
    company_name name = parse(&f, bytes_of(orders[i]), NAME_OF_ACCOUNT);
    cr_expect(bytes_equal(name.forms[0].sorted, BYTES("berlin fashion widgets zalando")), "%.*s", SHOW(name.forms[0].sorted));
  }
  fixture_close(&f);
}

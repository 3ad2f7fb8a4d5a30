/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "io/columns.h"
#include "io/csv.h"
#include "io/export_rules.h"

typedef struct fixture {
  record_batch header;
  record_batch rows;
  chunk text[2];
  column_map *map;
  l2a_error error;
} fixture;

static void parse(record_batch *batch, chunk *c, const char *text, uint32_t columns)
{
  *c = (chunk)CHUNK_INIT;
  cr_assert(chunk_reserve(c, strlen(text) + 1));
  memcpy(c->data, text, strlen(text));
  c->size = strlen(text);
  record_batch_init(batch);
  cr_assert_eq(csv_parse_chunk(batch, c, (csv_dialect){ ',', '\n' }, columns, NULL), L2A_OK);
}

static l2a_status detect(fixture *f, column_object object, const char *header, const char *rows, const column_override *overrides,
                         size_t count)
{
  const record *h;

  *f = (fixture){ .map = NULL };
  parse(&f->header, &f->text[0], header, 0);
  h = &f->header.records[0];
  parse(&f->rows, &f->text[1], rows, h->field_count);
  return column_map_detect(&f->map, object, "file.csv", h->fields, h->field_count, &f->rows, &(column_overrides){ NULL, overrides, count },
                           &f->error);
}

static void done(fixture *f)
{
  column_map_free(f->map);
  record_batch_free(&f->header);
  record_batch_free(&f->rows);
  chunk_free(&f->text[0]);
  chunk_free(&f->text[1]);
}

/* "email=3 company=4,7": every field with its columns, counted from 0. */
static void show(buffer *out, const column_map *map)
{
  for (uint32_t field = 1; field < COLUMN_FIELD_LIMIT; field++) {
    if (!map->fields[field].count) continue;
    buffer_printf(out, "%s%s=", out->size ? " " : "", column_field_name(map->object, field));
    for (uint32_t n = 0; n < map->fields[field].count; n++) buffer_printf(out, "%s%u", n ? "," : "", map->fields[field].columns[n]);
  }
  buffer_append_char(out, '\0');
}

static const struct {
  column_object object;
  const char *header;
  const char *system;
  const char *map;
} headers[] = {
  { COLUMN_CONTACT, "id,first_name,last_name,email,company,website,country,city,phone,title,lead_source,created_at", NULL,
    "id=0 email=3 company=4 website=5 country=6 city=7 phone=8 title=9 first_name=1 last_name=2" },
  { COLUMN_ACCOUNT, "id,name,website,domains,country,city,phone,type,owner,parent_id,aliases,source", NULL,
    "id=0 name=1 aliases=10 website=2 domains=3 country=4 city=5 phone=6 parent_id=9 owner=8 type=7" },
  { COLUMN_CONTACT,
    "Id,IsDeleted,MasterRecordId,LastName,FirstName,Company,State,Country,Phone,MobilePhone,Email,Website,IsConverted,"
    "ConvertedAccountId,SystemModstamp",
    "Salesforce",
    "id=0 email=10 company=5 website=11 country=7 state=6 phone=8,9 first_name=4 last_name=3 account_id=13 is_deleted=1 "
    "master_record_id=2 is_converted=12" },
  { COLUMN_CONTACT, "Lead ID,First Name,Last Name,Title,Company / Account,Account Name,Email,Lead Owner,State/Province", "Salesforce",
    "id=0 email=6 company=4 state=8 title=3 first_name=1 last_name=2" },
  { COLUMN_ACCOUNT,
    "Id,IsDeleted,Name,Type,ParentId,BillingCity,BillingState,BillingPostalCode,BillingCountry,ShippingCity,Phone,Website,"
    "OwnerId,SystemModstamp",
    "Salesforce", "id=0 name=2 website=11 country=8 state=6 city=5 postal_code=7 phone=10 parent_id=4 owner=12 type=3 is_deleted=1" },
  { COLUMN_ACCOUNT, "Account Owner,Account Name,Billing State/Province,Type,Account ID,Parent Account ID,Website", "Salesforce",
    "id=4 name=1 website=6 state=2 parent_id=5 owner=0 type=3" },
  { COLUMN_CONTACT,
    "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Associated Company,Associated Company IDs,Company Name", "HubSpot",
    "id=0 email=3 company=8 phone=4 first_name=1 last_name=2 account_id=7" },
  { COLUMN_ACCOUNT, "Record ID,Company name,Company owner,Phone Number,City,Country/Region,Company Domain Name,Website URL", "HubSpot",
    "id=0 name=1 website=7 domains=6 country=5 city=4 phone=3 owner=2" },
  { COLUMN_CONTACT, "id,firstName,lastName,email,company,inferredCompany,leadScore,marketoGUID", "Marketo",
    "id=0 email=3 company=4 first_name=1 last_name=2" },
  { COLUMN_CONTACT,
    "(Do Not Modify) Lead,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On, Full Name,Company Name,Account Name,"
    "Email,Business Phone,Account Tier (Account Name) (Account)",
    "Dynamics 365", "id=0 email=6 company=4 phone=7" },
  { COLUMN_CONTACT,
    "Person - Name,Person - Organization,Person - Email - Home,Person - Email - Work,Person - Phone - Work,"
    "Person - Email - Other",
    "Pipedrive", "email=3,2,5 company=1 phone=4" },
  { COLUMN_ACCOUNT, "Organization - ID,Organization - Name,Organization - Owner", "Pipedrive", "id=0 name=1 owner=2" },
  { COLUMN_CONTACT, "Vorname,Nachname,E-Mail-Adresse,Firma,Land,Ort,PLZ,Telefon", NULL,
    "email=2 company=3 country=4 city=5 postal_code=6 phone=7 first_name=0 last_name=1" },
  { COLUMN_CONTACT, "Pr\xC3\xA9nom,Soci\xC3\xA9t\xC3\xA9,Adresse e-mail,Pays", NULL, "email=2 company=1 country=3 first_name=0" },
  { COLUMN_CONTACT, "Empresa,Correo electr\xC3\xB3nico,Pa\xC3\xADs", NULL, "email=1 company=0 country=2" },
  { COLUMN_CONTACT, "Work Email,Personal Email,Employer", NULL, "email=0,1 company=2" },
};

Test(columns, are_found_by_their_names)
{
  for (size_t n = 0; n < sizeof headers / sizeof *headers; n++) {
    fixture f;
    buffer out = BUFFER_INIT;
    l2a_status status = detect(&f, headers[n].object, headers[n].header, "", NULL, 0);
    cr_assert_eq(status, L2A_OK, "%s: %s", headers[n].header, f.error.message);
    show(&out, f.map);
    cr_expect_str_eq(out.data, headers[n].map, "%s: %s", headers[n].header, out.data);
    if (headers[n].system)
      cr_expect(f.map->system && strcmp(f.map->system, headers[n].system) == 0, "%s: %s", headers[n].header, f.map->system);
    else cr_expect_null(f.map->system);
    buffer_free(&out);
    done(&f);
  }
}

Test(columns, are_never_guessed_on_a_tie)
{
  static const struct {
    column_object object;
    const char *header;
    l2a_status status;
    const char *part;
  } rows[] = {
    { COLUMN_CONTACT, "Email,Company,Employer", L2A_EINVAL, "\"Company\" and \"Employer\"" },
    { COLUMN_CONTACT, "Email,Company,Company", L2A_EINVAL, "--map company=" },
    { COLUMN_CONTACT, "Email,Company Name,Account Name", L2A_EINVAL, "\"Company Name\" and \"Account Name\"" },
    { COLUMN_ACCOUNT, "id,name,company", L2A_EINVAL, "--map name=" },
    { COLUMN_CONTACT, "colour,size", L2A_ENOTFOUND, "colour, size" },
    { COLUMN_CONTACT, "id,first_name,country", L2A_ENOTFOUND, "no usable column" },
    { COLUMN_ACCOUNT, "name,website", L2A_ENOTFOUND, "--map id=" },
    { COLUMN_ACCOUNT, "id,city", L2A_ENOTFOUND, "one of name, website, domains" },
  };

  for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
    fixture f;
    cr_expect_eq(detect(&f, rows[n].object, rows[n].header, "", NULL, 0), rows[n].status, "%s", rows[n].header);
    cr_expect_null(f.map);
    cr_expect(strstr(f.error.message, rows[n].part), "%s: %s", rows[n].header, f.error.message);
    done(&f);
  }
}

Test(columns, follow_the_users_map)
{
  const column_override company[] = { { BYTES("company"), BYTES("Employer") } };
  const column_override number[] = { { BYTES("company"), BYTES("#2") } };
  const column_override none[] = { { BYTES("email"), BYTES("") } };
  const column_override loose[] = { { BYTES("website"), BYTES("my site") } };
  const column_override bad_field[] = { { BYTES("firm"), BYTES("Employer") } };
  const column_override bad_column[] = { { BYTES("company"), BYTES("Nope") } };
  fixture f;

  cr_assert_eq(detect(&f, COLUMN_CONTACT, "Email,Company,Employer", "", company, 1), L2A_OK);
  cr_expect_eq(f.map->fields[CONTACT_COMPANY].columns[0], 2);
  cr_expect_str_eq(f.map->columns[2].reason, "mapped by --map");
  done(&f);
  cr_assert_eq(detect(&f, COLUMN_CONTACT, "Email,Company,Company", "", number, 1), L2A_OK);
  cr_expect_eq(f.map->fields[CONTACT_COMPANY].columns[0], 1);
  done(&f);
  cr_assert_eq(detect(&f, COLUMN_CONTACT, "Email,Company", "", none, 1), L2A_OK);
  cr_expect_eq(f.map->fields[CONTACT_EMAIL].count, 0);
  done(&f);
  cr_assert_eq(detect(&f, COLUMN_CONTACT, "Email,My_Site", "", loose, 1), L2A_OK);
  cr_expect_eq(f.map->fields[CONTACT_WEBSITE].columns[0], 1);
  done(&f);
  cr_expect_eq(detect(&f, COLUMN_CONTACT, "Email,Company", "", bad_field, 1), L2A_ENOTFOUND);
  cr_expect(strstr(f.error.message, "company, website"), "%s", f.error.message);
  done(&f);
  cr_expect_eq(detect(&f, COLUMN_CONTACT, "Email,Company", "", bad_column, 1), L2A_ENOTFOUND);
  cr_expect(strstr(f.error.message, "Email, Company"), "%s", f.error.message);
  done(&f);
}

Test(columns, are_found_by_their_values)
{
  fixture f;

  cr_assert_eq(detect(&f, COLUMN_CONTACT, "a,b,Owner", "1,j@acme.com,o@us.com\n2,k@foo.de,o@us.com\n3,,o@us.com\n", NULL, 0), L2A_OK);
  cr_expect_eq(f.map->fields[CONTACT_EMAIL].columns[0], 1);
  cr_expect_str_eq(f.map->columns[1].reason, "values of the column");
  done(&f);
  cr_expect_eq(detect(&f, COLUMN_CONTACT, "a,b", "j@acme.com,k@acme.com\n", NULL, 0), L2A_EINVAL);
  done(&f);
  cr_assert_eq(detect(&f, COLUMN_ACCOUNT, "key,name,link", "0015000000abcde,Acme,https://www.acme.com/x\n", NULL, 0), L2A_OK);
  cr_expect_eq(f.map->fields[L2A_ACCOUNT_ID].columns[0], 0);
  cr_expect_eq(f.map->fields[L2A_ACCOUNT_WEBSITE].columns[0], 2);
  done(&f);
}

Test(columns, give_the_first_value_that_is_one)
{
  fixture f;
  const record *r;

  cr_assert_eq(detect(&f, COLUMN_CONTACT, "Person - Email - Home,Person - Email - Work,Person - Name",
                      "h@home.com,w@work.com,X\nh@home.com,N/A,Y\n- , null ,Z\n", NULL, 0),
               L2A_OK);
  r = f.rows.records;
  cr_expect(bytes_equal(column_value(f.map, &r[0], CONTACT_EMAIL), BYTES("w@work.com")));
  cr_expect(bytes_equal(column_value(f.map, &r[1], CONTACT_EMAIL), BYTES("h@home.com")));
  cr_expect_eq(column_value(f.map, &r[2], CONTACT_EMAIL).size, 0);
  done(&f);
}

Test(columns, bound_their_number)
{
  buffer header = BUFFER_INIT;
  fixture f;

  buffer_append_text(&header, "company");
  for (int i = 0; i < 40; i++) buffer_append_text(&header, ",email");
  buffer_append_char(&header, '\0');
  cr_assert_eq(detect(&f, COLUMN_CONTACT, header.data, "", NULL, 0), L2A_OK);
  cr_expect_eq(f.map->fields[CONTACT_EMAIL].count, COLUMNS_PER_FIELD_LIMIT);
  done(&f);
  buffer_free(&header);
}

Test(columns, skip_rows_that_are_no_contacts)
{
  static const skip_reason expected[] = { SKIP_NOT, SKIP_DELETED, SKIP_MERGED, SKIP_CONVERTED, SKIP_NOT, SKIP_FOOTER, SKIP_FOOTER };
  fixture f;

  cr_assert_eq(detect(&f, COLUMN_CONTACT, "Email,IsDeleted,MasterRecordId,IsConverted",
                      "a@b.co,false,,false\na@b.co,TRUE,,false\na@b.co,0,00Q1,0\na@b.co,,,1\nshort@row.de\n"
                      "Generated By: Jane\n\nMy Report\n",
                      NULL, 0),
               L2A_OK);
  cr_assert_eq(f.rows.count, 7);
  for (size_t n = 0; n < 7; n++) cr_expect_eq(export_skip(f.map, &f.rows.records[n]), expected[n], "row %zu", n);
  done(&f);
}

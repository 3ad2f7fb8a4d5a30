/* SPDX-License-Identifier: MIT */
#include "io/columns_mqa.h"

#define COMPANY_NAMES \
  "company companyname companyaccount organization organisation organizationname organisationname accountname employer employername " \
  "currentcompany currentemployer companyoraccount companyaccountname account accountaccountname firma firmenname " \
  "unternehmen unternehmensname entreprise nomdelentreprise nomentreprise societe nomdelasociete raisonsociale empresa " \
  "nombredelaempresa nombreempresa nombredeempresa razonsocial compania azienda nomeazienda societa ragionesociale nomedaempresa " \
  "nomeempresa razaosocial bedrijf bedrijfsnaam naambedrijf organisatie organisatienaam organizacion organizzazione organizacao"
#define WEBSITE_NAMES \
  "website websiteurl companywebsite companywebsiteurl accountwebsite homepage companyurl webseite webadresse internetseite siteweb " \
  "siteinternet sitoweb sitioweb paginaweb site web webpage url websiteadres webadres www"
#define DOMAIN_NAMES \
  "domain domainname companydomainname companydomain accountdomain emaildomain websitedomain webdomain domane domaene domaine dominio"
#define COUNTRY_NAMES "country countryregion countryname companycountry land pays pais paese"
#define STATE_NAMES \
  "state stateprovince stateregion stateorprovince province region companystate bundesland provincia estado regione provincie"
#define CITY_NAMES "city town companycity stadt ort ville ciudad citta cidade plaats woonplaats stad localidad"
#define POSTAL_NAMES \
  "postalcode zip zipcode zippostalcode postcode companypostalcode companyzip plz postleitzahl codepostal codigopostal cap cep"
#define PHONE_NAMES \
  "phone phonenumber businessphone workphone phonework companyphone mainphone telephone telephonenumber tel telefon telefonnummer " \
  "numerodetelephone telefono telefone telefoon telefoonnummer accountphone organizationphone telephone1"

static const column_field contact_fields[CONTACT_FIELD_COUNT] = {
  [CONTACT_ID] = { "id", COLUMN_ONE },
  [CONTACT_EMAIL] = { "email", COLUMN_MANY },
  [CONTACT_COMPANY] = { "company", COLUMN_STRICT },
  [CONTACT_WEBSITE] = { "website", COLUMN_MANY },
  [CONTACT_COUNTRY] = { "country", COLUMN_ONE },
  [CONTACT_STATE] = { "state", COLUMN_ONE },
  [CONTACT_CITY] = { "city", COLUMN_ONE },
  [CONTACT_POSTAL_CODE] = { "postal_code", COLUMN_ONE },
  [CONTACT_PHONE] = { "phone", COLUMN_MANY },
  [CONTACT_TITLE] = { "title", COLUMN_ONE },
  [CONTACT_LINKEDIN] = { "linkedin", COLUMN_ONE },
  [CONTACT_FIRST_NAME] = { "first_name", COLUMN_ONE },
  [CONTACT_LAST_NAME] = { "last_name", COLUMN_ONE },
  [CONTACT_ACCOUNT_ID] = { "account_id", COLUMN_ONE },
  [CONTACT_IS_DELETED] = { "is_deleted", COLUMN_ONE },
  [CONTACT_MASTER_RECORD_ID] = { "master_record_id", COLUMN_ONE },
  [CONTACT_IS_CONVERTED] = { "is_converted", COLUMN_ONE },
};

static const column_field account_fields[ACCOUNT_FIELD_COUNT] = {
  [L2A_ACCOUNT_ID] = { "id", COLUMN_STRICT },
  [L2A_ACCOUNT_NAME] = { "name", COLUMN_STRICT },
  [L2A_ACCOUNT_ALIASES] = { "aliases", COLUMN_MANY },
  [L2A_ACCOUNT_WEBSITE] = { "website", COLUMN_MANY },
  [L2A_ACCOUNT_DOMAINS] = { "domains", COLUMN_MANY },
  [L2A_ACCOUNT_COUNTRY] = { "country", COLUMN_ONE },
  [L2A_ACCOUNT_STATE] = { "state", COLUMN_ONE },
  [L2A_ACCOUNT_CITY] = { "city", COLUMN_ONE },
  [L2A_ACCOUNT_POSTAL_CODE] = { "postal_code", COLUMN_ONE },
  [L2A_ACCOUNT_PHONE] = { "phone", COLUMN_MANY },
  [L2A_ACCOUNT_PARENT_ID] = { "parent_id", COLUMN_ONE },
  [L2A_ACCOUNT_OWNER] = { "owner", COLUMN_ONE },
  [L2A_ACCOUNT_TYPE] = { "type", COLUMN_ONE },
  [L2A_ACCOUNT_CREATED_AT] = { "created_at", COLUMN_ONE },
  [L2A_ACCOUNT_LINKEDIN] = { "linkedin", COLUMN_ONE },
  [ACCOUNT_IS_DELETED] = { "is_deleted", COLUMN_ONE },
  [ACCOUNT_MASTER_RECORD_ID] = { "master_record_id", COLUMN_ONE },
};

static const column_rule contact_rules[] = {
  { CONTACT_ID, "donotmodifylead donotmodifycontact id recordid contactid leadid leadorcontactid personid prospectid hsobjectid "
                "recordidcontact vid contactid18 leadid18 uuid guid kontaktid externalid" },
  { CONTACT_EMAIL, "email emailaddress workemail businessemail emailwork emailaddress1 primaryemail corporateemail mail emailadresse "
                   "geschaeftlicheemail courriel adresseemail adressemail adressedecourriel email1 correo correoelectronico "
                   "direcciondecorreoelectronico indirizzoemail postaelettronica enderecodeemail emailadres mailadresse emailid" },
  { CONTACT_EMAIL, "email2 emailaddress2 secondaryemail otheremail alternateemail emailhome personalemail homeemail "
                   "privateemail emailother" },
  { CONTACT_COMPANY, COMPANY_NAMES },
  { CONTACT_COMPANY, "business businessname customername companynameforemails kundenname nomduclient" },
  { CONTACT_COMPANY, "associatedcompany associatedcompanyprimary primaryassociatedcompanyname" },
  { CONTACT_WEBSITE, WEBSITE_NAMES },
  { CONTACT_WEBSITE, DOMAIN_NAMES },
  { CONTACT_COUNTRY, COUNTRY_NAMES },
  { CONTACT_COUNTRY, "mailingcountry businesscountry workcountry billingcountry countrycode mailingcountrycode address1country "
                     "othercountry" },
  { CONTACT_STATE, STATE_NAMES },
  { CONTACT_STATE, "mailingstate mailingstateprovince businessstate billingstate billingstateprovince statecode address1stateprovince" },
  { CONTACT_CITY, CITY_NAMES },
  { CONTACT_CITY, "mailingcity businesscity workcity billingcity address1city" },
  { CONTACT_POSTAL_CODE, POSTAL_NAMES },
  { CONTACT_POSTAL_CODE, "mailingpostalcode mailingzippostalcode billingpostalcode billingzippostalcode address1zippostalcode" },
  { CONTACT_PHONE, PHONE_NAMES },
  { CONTACT_PHONE, "directphone phoneother mobilephone mobile mobilephonenumber phonemobile handy cell cellphone phonehome homephone" },
  { CONTACT_TITLE, "title jobtitle position positionjobtitle jobposition role jobrole funktion berufsbezeichnung stelle stellenbezeichnung "
                   "fonction poste intituledeposte cargo puesto qualifica ruolo mansione funcao functie functietitel" },
  { CONTACT_LINKEDIN, "companylinkedin companylinkedinurl linkedincompany linkedincompanypage companylinkedinpage linkedin linkedinurl "
                      "linkedinprofile" },
  { CONTACT_FIRST_NAME, "firstname givenname vorname prenom primernombre voornaam" },
  { CONTACT_LAST_NAME, "lastname surname familyname nachname nomdefamille apellido apellidos cognome sobrenome achternaam" },
  { CONTACT_ACCOUNT_ID, "accountid convertedaccountid associatedcompanyid associatedcompanyids primaryassociatedcompanyid organizationid "
                        "organisationid companyid accountaccountid" },
  { CONTACT_IS_DELETED, "isdeleted deleted" },
  { CONTACT_MASTER_RECORD_ID, "masterrecordid" },
  { CONTACT_IS_CONVERTED, "isconverted converted" },
};

static const column_rule account_rules[] = {
  { L2A_ACCOUNT_ID, "donotmodifyaccount" },
  { L2A_ACCOUNT_ID, "id" },
  { L2A_ACCOUNT_ID, "accountid accountid18" },
  { L2A_ACCOUNT_ID, "recordid recordidcompany" },
  { L2A_ACCOUNT_ID, "companyid organizationid organisationid hsobjectid unternehmensid firmenid" },
  { L2A_ACCOUNT_ID, "accountnumber customerid customernumber clientid kundennummer uuid guid externalid" },
  { L2A_ACCOUNT_NAME, "name " COMPANY_NAMES },
  { L2A_ACCOUNT_NAME, "nom nombre nome naam customername businessname kundenname" },
  { L2A_ACCOUNT_NAME, "legalname" },
  { L2A_ACCOUNT_ALIASES, "aliases alias aka alsoknownas alternatename alternatenames alternativename alternativenames othernames dba "
                         "dbaname doingbusinessas tradingname tradename tradestyle formername formernames previousname previousnames "
                         "accountaliases" },
  { L2A_ACCOUNT_WEBSITE, WEBSITE_NAMES },
  { L2A_ACCOUNT_DOMAINS, "domains emaildomains additionaldomains alternatedomains otherdomains companydomains " DOMAIN_NAMES },
  { L2A_ACCOUNT_COUNTRY, COUNTRY_NAMES },
  { L2A_ACCOUNT_COUNTRY, "billingcountry billingcountrycode headquarterscountry hqcountry address1country countrycode mailingcountry "
                         "shippingcountry" },
  { L2A_ACCOUNT_STATE, STATE_NAMES },
  { L2A_ACCOUNT_STATE, "billingstateprovince billingstate billingstatecode hqstate address1stateprovince statecode shippingstate "
                       "shippingstateprovince" },
  { L2A_ACCOUNT_CITY, CITY_NAMES },
  { L2A_ACCOUNT_CITY, "billingcity hqcity address1city mailingcity shippingcity" },
  { L2A_ACCOUNT_POSTAL_CODE, POSTAL_NAMES },
  { L2A_ACCOUNT_POSTAL_CODE, "billingzippostalcode billingpostalcode address1zippostalcode mailingpostalcode shippingpostalcode "
                             "shippingzippostalcode" },
  { L2A_ACCOUNT_PHONE, PHONE_NAMES },
  { L2A_ACCOUNT_PARENT_ID, "parentid parentaccountid parentcompanyid parentrecordid parentorganizationid" },
  { L2A_ACCOUNT_OWNER, "owner accountowner companyowner organizationowner organisationowner ownername ownerfullname salesowner "
                       "besitzer proprietaire propietario proprietario eigenaar ownerid accountownerid hubspotownerid" },
  { L2A_ACCOUNT_TYPE, "type accounttype companytype organizationtype customertype relationshiptype typ" },
  { L2A_ACCOUNT_CREATED_AT, "createdat createddate createdate created createdon creationdate datecreated erstelltam" },
  { L2A_ACCOUNT_LINKEDIN, "linkedin linkedinurl linkedincompanypage companylinkedinurl companylinkedin linkedinpage "
                          "linkedincompany" },
  { ACCOUNT_IS_DELETED, "isdeleted deleted" },
  { ACCOUNT_MASTER_RECORD_ID, "masterrecordid" },
};

static const column_profile profiles[] = {
  { "Salesforce", "API", COLUMN_CONTACT, "MasterRecordId|IsConverted|ConvertedAccountId|ConvertedContactId|SystemModstamp|MailingCountry",
    "Id|IsDeleted|FirstName|LastName|LeadSource|OwnerId|CreatedDate|AccountId|PostalCode|LastActivityDate|MobilePhone", "company" },
  { "Salesforce", "report", COLUMN_CONTACT,
    "Company / Account|Lead Owner|Lead ID|Mailing State/Province|Mailing Country|Member Status|Account Owner|Company (Account)",
    "First Name|Last Name|Lead Source|Lead Status|Title|Email|Account Name|Contact ID|State/Province|Zip/Postal Code", "companyaccount" },
  { "HubSpot", "contacts", COLUMN_CONTACT,
    "Associated Company|Associated Company IDs|Associated Company ID|Contact owner|HubSpot Score|Original Source|hs_object_id|"
    "associatedcompanyid|lifecyclestage",
    "Record ID|Contact ID|First Name|Last Name|Email|Phone Number|Job Title|Company Name|Company name|Lifecycle Stage|Lead Status|"
    "Create Date|State/Region|Country/Region|Website URL|firstname|lastname|createdate",
    "companyname" },
  { "Marketo", "leads", COLUMN_CONTACT,
    "marketoGUID|inferredCompany|Inferred Company|leadScore|Lead Score|leadRole|Num Employees|sicCode|emailInvalid|mainPhone",
    "firstName|lastName|email|company|Email Address|Company Name|leadStatus|leadSource|numberOfEmployees|createdAt|updatedAt|Lead Id",
    "companyname" },
  { "Dynamics 365", "leads or contacts", COLUMN_CONTACT,
    "(Do Not Modify) Lead|(Do Not Modify) Contact|(Do Not Modify) Row Checksum|(Do Not Modify) Modified On",
    "First Name|Last Name|Full Name|Job Title|Company Name|Account Name|Email|Business Phone|State or Province|Source Campaign",
    "companyname" },
  { "Pipedrive", "persons", COLUMN_CONTACT,
    "Person - Name|Person - First name|Person - Organization|Person - Email - Work|Person - Email - Home|Person - Phone - Work",
    "Person - Email - Other|Person - Phone - Mobile|Person - Labels|Person - Owner", "organization" },
  { "Salesforce", "API", COLUMN_ACCOUNT, "SystemModstamp|BillingCountry|BillingCity|BillingState|ParentId|NumberOfEmployees|AccountSource",
    "Id|Name|IsDeleted|OwnerId|CreatedDate|Website|Phone|MasterRecordId", "name" },
  { "Salesforce", "report", COLUMN_ACCOUNT,
    "Account Name|Account ID|Account Owner|Billing State/Province|Billing Zip/Postal Code|Billing Country|Parent Account ID",
    "Website|Phone|Type|Employees|Account Type|Account Phone", "accountname" },
  { "HubSpot", "companies", COLUMN_ACCOUNT, "Company Domain Name|Company domain name|Company owner|hs_object_id|Time Zone",
    "Record ID|Company name|Company Name|Website URL|Create Date|Country/Region|State/Region|Phone Number", "companyname" },
  { "Dynamics 365", "accounts", COLUMN_ACCOUNT, "(Do Not Modify) Account|(Do Not Modify) Row Checksum|(Do Not Modify) Modified On",
    "Account Name|Main Phone|Address 1: City|Primary Contact", "accountname" },
  { "Pipedrive", "organizations", COLUMN_ACCOUNT, "Organization - Name|Organization - Address|Organization - Owner|Organization - Labels",
    "Organization - ID|Organization - Country", "name" },
};

static const struct {
  column_prefix prefix;
  const char *keys;
} prefixes[] = {
  { PREFIX_PERSON, "person contact lead kontakt personne persona pessoa persoon campaignmember" },
  { PREFIX_COMPANY, "organization organisation account company organizacion organizzazione organizacao organisatie unternehmen" },
  { PREFIX_OTHER, "deal opportunity activity campaign negocio affaire geschaeft" },
};

const column_field *column_fields(column_object object, uint32_t *count)
{
  if (object != COLUMN_CONTACT && object != COLUMN_ACCOUNT) return columns_mqa_fields(object, count);
  *count = object == COLUMN_CONTACT ? (uint32_t)CONTACT_FIELD_COUNT : (uint32_t)ACCOUNT_FIELD_COUNT;
  return object == COLUMN_CONTACT ? contact_fields : account_fields;
}

const column_rule *column_rules(column_object object, size_t *count)
{
  if (object != COLUMN_CONTACT && object != COLUMN_ACCOUNT) return columns_mqa_rules(object, count);
  *count = object == COLUMN_CONTACT ? sizeof contact_rules / sizeof *contact_rules : sizeof account_rules / sizeof *account_rules;
  return object == COLUMN_CONTACT ? contact_rules : account_rules;
}

const column_profile *column_profiles(size_t *count)
{
  *count = sizeof profiles / sizeof *profiles;
  return profiles;
}

column_prefix column_prefix_of(bytes key)
{
  uint32_t place;

  for (size_t n = 0; n < sizeof prefixes / sizeof *prefixes; n++)
    if (column_list_holds(prefixes[n].keys, key, &place)) return prefixes[n].prefix;
  return PREFIX_NONE;
}

bool column_list_holds(const char *list, bytes key, uint32_t *place)
{
  bytes rest = bytes_of(list);

  for (*place = 0; rest.data; ++*place)
    if (bytes_equal(bytes_split(&rest, ' '), key)) return key.size != 0;
  return false;
}

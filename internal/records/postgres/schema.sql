-- What the terminal reads of an agency: tables, or views with these names and columns, in the first schema of the account's
-- search path. docs/records-postgres.md says what each column means. Tests load their data into exactly this.
--
-- person_id stands first in every key of a person's table, so that a distributed database keeps one person's rows on one
-- node. Amounts are yuan with two decimals, months YYYYMM, days YYYYMMDD; NULL and an empty text both mean absent.

create table source_about (
    name      varchar(100),
    as_of     integer,
    generated char(1)
);

create table source_place (
    region char(6) not null,
    primary key (region)
);

-- The two ways in. They are keyed by what is asked, because person_id is not known yet; a row is some forty bytes.
create table person_number (
    social_number varchar(32) not null,
    person_id     bigint not null,
    primary key (social_number, person_id)
);

create table person_card (
    card_identifier char(32) not null,
    card_number     varchar(20) not null,
    holder          varchar(32) not null,
    status          varchar(20),
    since           integer,
    primary key (card_identifier, card_number)
);

create table person (
    person_id bigint not null,
    name      varchar(100),
    kind      varchar(20),
    state     varchar(20),
    as_of     integer,
    primary key (person_id)
);

create table enrolment (
    person_id   bigint not null,
    insurance   char(3) not null,
    region      char(6) not null,
    employer    varchar(200),
    status      char(1),
    start_month char(6),
    primary key (person_id, insurance, region)
);

create table contribution (
    person_id       bigint not null,
    month           char(6) not null,
    insurance       char(3) not null,
    region          char(6) not null,
    seq             integer not null,
    employer        varchar(200),
    base            numeric(16,2),
    personal_amount numeric(16,2),
    unit_amount     numeric(16,2),
    status          varchar(20) not null,
    primary key (person_id, month, insurance, region, seq)
);

create table account_year (
    person_id         bigint not null,
    year              integer not null,
    insurance         char(3) not null,
    opening           numeric(16,2),
    principal         numeric(16,2),
    interest_opening  numeric(16,2),
    interest_current  numeric(16,2),
    closing           numeric(16,2),
    months            integer,
    cumulative_months integer,
    primary key (person_id, year, insurance)
);

create table annuity (
    person_id   bigint not null,
    nature      varchar(20),
    unit_name   varchar(200),
    start_month char(6),
    primary key (person_id)
);

create table annuity_year (
    person_id         bigint not null,
    year              integer not null,
    base              numeric(16,2),
    unit_real         numeric(16,2),
    unit_book         numeric(16,2),
    personal          numeric(16,2),
    interest_book     numeric(16,2),
    yield_real        numeric(16,2),
    transferred_in    numeric(16,2),
    paid_out          numeric(16,2),
    closing_unit_real numeric(16,2),
    closing_unit_book numeric(16,2),
    closing_personal  numeric(16,2),
    closing           numeric(16,2),
    primary key (person_id, year)
);

create table resident_year (
    person_id   bigint not null,
    year        integer not null,
    personal    numeric(16,2),
    province    numeric(16,2),
    city        numeric(16,2),
    county      numeric(16,2),
    collective  numeric(16,2),
    landless    numeric(16,2),
    government  numeric(16,2),
    interest    numeric(16,2),
    balance     numeric(16,2),
    agency      varchar(200),
    credited_on integer,
    primary key (person_id, year)
);

create table benefit (
    person_id   bigint not null,
    benefit_no  integer not null,
    insurance   char(3) not null,
    region      char(6) not null,
    kind        varchar(100),
    start_month char(6),
    state       char(1),
    monthly     numeric(16,2),
    primary key (person_id, benefit_no)
);

create table benefit_payment (
    person_id  bigint not null,
    benefit_no integer not null,
    month      char(6) not null,
    seq        integer not null,
    amount     numeric(16,2),
    bank       varchar(100),
    bank_tail  varchar(4),
    state      char(1),
    primary key (person_id, benefit_no, month, seq)
);

create table payment_item (
    person_id  bigint not null,
    benefit_no integer not null,
    month      char(6) not null,
    seq        integer not null,
    item_no    integer not null,
    name       varchar(100),
    amount     numeric(16,2),
    primary key (person_id, benefit_no, month, seq, item_no)
);

create table qualification (
    person_id bigint not null,
    insurance char(3) not null,
    result    varchar(50),
    way       varchar(50),
    done_on   integer,
    due_on    integer,
    primary key (person_id, insurance)
);

-- the token of the caller with whose rights a run works, encrypted, for as long as the run needs it
create table kept_token (
    run_id        uuid                     primary key references run (id) on delete cascade,
    key_id        varchar(32)              not null,
    sealed        text                     not null,
    token_project varchar(255)             not null,
    expires_at    timestamp with time zone not null
);

create table jitbot.keyed (
    kind text collate "C" not null,
    id text collate "C" not null,
    version bigint not null,
    document jsonb not null,
    expires_at timestamptz,
    primary key (kind, id)
) with (fillfactor = 80);

create index keyed_expiry on jitbot.keyed (expires_at) where expires_at is not null;

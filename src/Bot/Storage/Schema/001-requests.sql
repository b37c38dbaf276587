-- A schema that an administrator made beforehand is used as it is: then no right to create one is needed.
do $$ begin
    if to_regnamespace('jitbot') is null then
        create schema jitbot;
    end if;
end $$;

create table jitbot.schema_step (reached int not null);
insert into jitbot.schema_step values (0);

-- One sequence for all versions, so that none is given twice, not even to a document that was deleted and made again.
create sequence jitbot.version;

-- Keys compare byte by byte: the order is that of the program, and an upgrade of the system's collations cannot spoil an index.
create table jitbot.request (
    id text collate "C" primary key,
    version bigint not null,
    document jsonb not null,
    requester text collate "C" not null,
    target text collate "C" not null,
    state text collate "C" not null,
    submitted_at timestamptz not null,
    access_due timestamptz,
    access_until timestamptz,
    access_token uuid,
    outreach_due timestamptz,
    outreach_until timestamptz,
    outreach_token uuid
) with (
    -- Leases are in no index, and with room on the page taking one rewrites none.
    fillfactor = 80,
    -- A queue in a table that is mostly history: clear up by what changed, not by a share of what was kept.
    autovacuum_vacuum_scale_factor = 0.01,
    autovacuum_analyze_scale_factor = 0.01
);

create index request_access_due on jitbot.request (access_due) where access_due is not null;
create index request_outreach_due on jitbot.request (outreach_due) where outreach_due is not null;
-- Lists, newest first. The living have indexes of their own: somebody's two live requests must not be looked for among thousands of ended ones.
create index request_by_time on jitbot.request (submitted_at desc, id);
create index request_by_requester on jitbot.request (requester, submitted_at desc, id);
create index request_by_target on jitbot.request (target, submitted_at desc, id);
create index request_live_by_time on jitbot.request (submitted_at desc, id)
    where state in ('Pending', 'Approved', 'Active', 'Ending');
create index request_live_by_requester on jitbot.request (requester, submitted_at desc, id)
    where state in ('Pending', 'Approved', 'Active', 'Ending');
create index request_live_by_target on jitbot.request (target, submitted_at desc, id)
    where state in ('Pending', 'Approved', 'Active', 'Ending');

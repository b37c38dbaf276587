-- How many steps a request has on record, and how many of them are in the audit chain. The first is reckoned by the server, so that it is true of what an older
-- JitBot writes as well. Only what waits is in the index, the longest asked for first.
alter table jitbot.request
    add column steps int not null generated always as (
        case when jsonb_typeof(document -> 'audit') = 'array' then jsonb_array_length(document -> 'audit') else 0 end) stored,
    add column sealed int not null default 0;

create index request_unsealed on jitbot.request (submitted_at, id) where steps > sealed;

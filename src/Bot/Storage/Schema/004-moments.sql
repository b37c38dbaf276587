-- Two moments that are asked for without reading documents: when the first step was taken that is not in the audit chain, null if all are; and when access was
-- over, 'infinity' while it is not, null if there never was any. Reckoned by the server, so that they are true of what an older JitBot writes as well; and text,
-- because a moment that is read from text would depend on the session: UTC as it stands in the document keeps its order byte by byte.
alter table jitbot.request
    add column unsealed_at text collate "C" generated always as (document -> 'audit' -> sealed ->> 'at') stored,
    add column access_over text collate "C" generated always as (
        case when document #>> '{grant,activeSince}' is not null then coalesce(document #>> '{grant,endedAt}', 'infinity') end) stored;

create index request_unsealed_at on jitbot.request (unsealed_at) where unsealed_at is not null;
create index request_access_over on jitbot.request (access_over) where access_over is not null;

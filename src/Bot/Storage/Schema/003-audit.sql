-- How many steps a request has on record, and how many of them are in the audit chain. Only what waits is in the index.
alter table jitbot.request add column steps int not null default 0, add column sealed int not null default 0;
update jitbot.request set steps = jsonb_array_length(coalesce(document -> 'audit', '[]'));

create index request_unsealed on jitbot.request (id) where steps > sealed;

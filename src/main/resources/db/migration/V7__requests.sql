-- under which request a run was asked for, and when it set out on its present way
alter table run add column request_id varchar(100);
alter table run add column begun_at timestamp with time zone;

-- near enough for what is under way; the rest set out when it was asked for
update run set begun_at = since where standing in ('FAILING', 'CANCELLING', 'DELETING');

-- what a later version may add while replicas of this one still work
alter table run add column hue varchar(20);
alter table run add column shade int default 0 not null;
create index run_by_hue on run (hue);

create table run_label (
    run_id uuid        not null references run (id) on delete cascade,
    label  varchar(20) not null
);

insert into run_label (run_id, label) select id, 'old' from run;

-- each kind of runs is listed by itself; who does not tell them apart yet still finds by owner
create index run_by_owner_and_plan on run (owner, plan, created_at desc, id desc);
drop index run_by_owner;

-- whoever adds a run to an owner's locks the owner's row and counts them
create table run_owner (
    owner varchar(255) primary key
);

insert into run_owner (owner) select distinct owner from run;

create index run_by_owner_and_held on run (owner, plan, held_subject);

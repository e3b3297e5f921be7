-- what is stuck is looked at again from now on, until nothing is left
update run set look_again_at = updated_at where standing = 'STUCK' and look_again_at is null;

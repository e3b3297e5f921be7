package io.stillframe.store;

import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface EntryRows extends JpaRepository<EntryRow, Long> {

    @Query(
            "select e from EntryRow e where e.runId = :run and e.id > :after and exists (select 1 from RunRow r where r.id = :run and r.plan = :plan) order by e.id")
    List<EntryRow> of(UUID run, String plan, long after);
}

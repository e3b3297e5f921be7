package io.stillframe.store;

import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

interface EntryRows extends JpaRepository<EntryRow, Long> {

    List<EntryRow> findByRunIdAndIdGreaterThanOrderById(UUID runId, long after);
}

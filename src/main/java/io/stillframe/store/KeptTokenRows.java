package io.stillframe.store;

import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface KeptTokenRows extends JpaRepository<KeptTokenRow, UUID> {

    @Modifying
    @Query("delete from KeptTokenRow t where t.runId = :run")
    void drop(UUID run);
}

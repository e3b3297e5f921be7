package io.stillframe.store;

import jakarta.persistence.LockModeType;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

interface OwnerRows extends JpaRepository<OwnerRow, String> {

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select o from OwnerRow o where o.owner = :owner")
    Optional<OwnerRow> lock(String owner);
}

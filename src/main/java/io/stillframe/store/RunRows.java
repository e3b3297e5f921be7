package io.stillframe.store;

import io.stillframe.workflow.Standing;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface RunRows extends JpaRepository<RunRow, UUID>, JpaSpecificationExecutor<RunRow> {

    Optional<RunRow> findByIdAndPlan(UUID id, String plan);

    List<RunRow> findByPlanAndOwnerAndStandingIn(
            String plan, String owner, Collection<Standing> standings);

    Optional<RunRow> findByPlanAndHeldSubject(String plan, String subject);

    long countByPlanAndOwnerAndHeldSubjectIsNotNull(String plan, String owner);

    @Query(
            "select r.id from RunRow r where r.plan = :plan and (r.standing in :standings or r.lookAgainAt is not null or r.standing = io.stillframe.workflow.Standing.STUCK)")
    List<UUID> waiting(String plan, Collection<Standing> standings);

    @Query(
            "select r from RunRow r where r.plan = :plan and (r.lookAgainAt is not null and r.standing not in :unfinished or r.standing = io.stillframe.workflow.Standing.STUCK) and (:owner is null or r.owner = :owner) order by r.createdAt, r.id")
    List<RunRow> toBeLookedAtAgain(
            String plan, Collection<Standing> unfinished, @Nullable String owner);

    @Query("select r.id, r.version from RunRow r where r.id in :ids")
    List<Object[]> versions(Collection<UUID> ids);

    @Modifying
    @Query(
            "delete from RunRow r where r.plan = :plan and r.standing in :standings and r.finishedAt < :before and r.lookAgainAt is null and r.standing <> io.stillframe.workflow.Standing.STUCK")
    int forget(String plan, Collection<Standing> standings, Instant before);
}

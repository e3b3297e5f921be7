package io.stillframe.store;

import org.springframework.data.jpa.repository.JpaRepository;

interface RequestKeyRows extends JpaRepository<RequestKeyRow, RequestKeyRow.Id> {}

package org.everswarm.tracker.shop.orders;

import java.time.InstantSource;
import org.everswarm.tracker.shop.audit.Audit;
import org.everswarm.tracker.shop.catalogue.Effects;
import org.everswarm.tracker.shop.ledger.Ledger;
import org.everswarm.tracker.shop.payment.PaymentProcessor;
import org.everswarm.tracker.shop.receipts.ReceiptsOffice;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;

/** What selling needs of the rest of the shop. */
public record OrderParts(
    Database database,
    Ledger ledger,
    ReceiptsOffice office,
    OrderLetters letters,
    PaymentProcessor processor,
    Effects effects,
    Audit audit,
    Ids ids,
    InstantSource clock) {}

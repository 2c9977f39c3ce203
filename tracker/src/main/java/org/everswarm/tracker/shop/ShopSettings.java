package org.everswarm.tracker.shop;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import org.everswarm.tracker.listen.Cidr;
import org.everswarm.tracker.shop.catalogue.Hosts;
import org.everswarm.tracker.shop.mail.MailSettings;
import org.everswarm.tracker.shop.payment.PaymentSettings;
import org.everswarm.tracker.shop.receipts.ReceiptTerms;
import org.everswarm.tracker.shop.store.DatabaseSettings;

/**
 * How a shop is run. Immutable.
 *
 * @param bind where its API is
 * @param trustedProxies networks whose {@code X-Forwarded-For} is believed
 * @param base under which address people find it, such as {@code https://shop.example}
 * @param hosts what its torrents name
 * @param receipts how long they last
 */
public record ShopSettings(
    InetSocketAddress bind,
    List<Cidr> trustedProxies,
    URI base,
    Hosts hosts,
    ReceiptTerms receipts,
    DatabaseSettings database,
    MailSettings mail,
    PaymentSettings payment) {}

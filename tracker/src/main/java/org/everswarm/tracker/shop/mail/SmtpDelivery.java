package org.everswarm.tracker.shop.mail;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.everswarm.tracker.shop.mail.MailSettings.Security;
import org.everswarm.tracker.shop.mail.MailSettings.Smtp;

/** To a mail server, over a few connections that are kept a while. */
final class SmtpDelivery implements Delivery {

  private static final int CONNECT_MILLIS = 10_000;
  private static final int IDLE_SECONDS = 20;
  private static final Duration WHOLE = Duration.ofSeconds(40);

  private final MailClient client;
  private final MimeLetter mime;

  SmtpDelivery(Vertx vertx, Smtp smtp, String from) {
    mime = new MimeLetter(from);
    client = MailClient.create(vertx, config(smtp, from));
  }

  private static MailConfig config(Smtp smtp, String from) {
    MailConfig config =
        new MailConfig(smtp.host(), smtp.port())
            .setSsl(smtp.security() == Security.TLS)
            .setStarttls(
                smtp.security() == Security.STARTTLS
                    ? StartTLSOptions.REQUIRED
                    : StartTLSOptions.DISABLED)
            .setHostnameVerificationAlgorithm("HTTPS")
            .setOwnHostname(from.substring(from.lastIndexOf('@') + 1))
            .setMaxPoolSize(MailSender.CONNECTIONS)
            .setConnectTimeout(CONNECT_MILLIS)
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setLogin(smtp.login().isPresent() ? LoginOption.REQUIRED : LoginOption.DISABLED);
    smtp.login().ifPresent(it -> config.setUsername(it.user()).setPassword(it.password()));
    smtp.authorities()
        .ifPresent(
            file -> config.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
    return config;
  }

  @Override
  public Future<Void> deliver(QueuedLetter letter) {
    return client
        .sendMail(mime.of(letter))
        .timeout(WHOLE.toMillis(), TimeUnit.MILLISECONDS)
        .mapEmpty();
  }

  @Override
  public Future<Void> close() {
    // The server may have hung up first.
    return client.close().otherwiseEmpty();
  }
}

package org.everswarm.node;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code publish} beside those of a node that serves, as they were given. */
final class PublishOptions {

  @Parameters(paramLabel = "DIR", description = "The files of the bundle.")
  Path directory = Path.of("");

  @Option(
      names = "--shop",
      paramLabel = "URL",
      description = "Where the shop is, such as https://shop.example. Needed.")
  @Nullable URI shop;

  @Option(
      names = "--shop-token-file",
      paramLabel = "FILE",
      description = "The publisher's API token at the shop, with the role of an editor. Needed.")
  @Nullable Path tokenFile;

  @Option(
      names = "--publisher",
      paramLabel = "ID",
      description = "Whose bundle it is. Default: the one publisher that the token is for")
  @Nullable String publisher;

  @Option(names = "--title", paramLabel = "TEXT", description = "The bundle's title. Needed.")
  @Nullable String title;

  @Option(
      names = "--description",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What buyers read about it.")
  String description = "";

  @Option(
      names = "--price",
      paramLabel = "AMOUNT",
      description =
          "What it costs, such as 6.00; with --pay-what-you-want the least. Needed, unless all is"
              + " free.")
  @Nullable String price;

  @Option(
      names = "--suggested",
      paramLabel = "AMOUNT",
      description = "What buyers are proposed to pay. Default: --price")
  @Nullable String suggested;

  @Option(
      names = "--pay-what-you-want",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Buyers choose what they pay, from --price up.")
  boolean payWhatYouWant;

  @Option(
      names = "--currency",
      paramLabel = "CODE",
      defaultValue = "usd",
      description = "ISO 4217, such as usd or jpy. Default: ${DEFAULT-VALUE}")
  String currency = "";

  @Option(
      names = "--free",
      paramLabel = "GLOB",
      description =
          "Files that need no receipt, such as 'preview/*'; '**' crosses directories. Repeatable.")
  List<String> free = List.of();

  @Option(
      names = "--email",
      paramLabel = "GLOB",
      description = "Files for whoever leaves an e-mail address. Repeatable.")
  List<String> email = List.of();

  @Option(
      names = "--cover",
      paramLabel = "FILE",
      description = "A JPEG, PNG or WebP picture. Default: none")
  @Nullable Path cover;

  @Option(
      names = "--i-hold-the-rights",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description = "You may publish these files. Needed, and recorded, unless --draft.")
  boolean rights;

  @Option(
      names = "--draft",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Prepare all, sell nothing yet.")
  boolean draft;

  @Option(
      names = "--no-serve",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Hash, publish and leave; run serves it later.")
  boolean noServe;
}

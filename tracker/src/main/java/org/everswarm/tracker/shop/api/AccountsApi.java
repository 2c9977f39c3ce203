package org.everswarm.tracker.shop.api;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.everswarm.tracker.shop.accounts.Accounts;
import org.everswarm.tracker.shop.accounts.Accounts.SignedUp;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.accounts.ApiToken;
import org.everswarm.tracker.shop.accounts.ApiTokens;
import org.everswarm.tracker.shop.accounts.Member;
import org.everswarm.tracker.shop.accounts.OpenInvitation;
import org.everswarm.tracker.shop.accounts.Publisher;
import org.everswarm.tracker.shop.accounts.Publishers;
import org.everswarm.tracker.shop.accounts.Publishers.Membership;
import org.everswarm.tracker.shop.accounts.Role;
import org.everswarm.tracker.shop.accounts.Sessions;
import org.everswarm.tracker.shop.accounts.Sessions.Caller;
import org.everswarm.tracker.shop.accounts.Sessions.Opened;

/** Signing up, logging in, publishers, their members and API tokens. */
public final class AccountsApi {

  private static final String PUBLISHER_ID = "publisherId";
  private static final String ACCOUNT_ID = "accountId";
  private static final String EMAIL = "email";
  private static final String NAME = "name";
  private static final String ROLE = "role";
  private static final String PASSWORD = "password";
  private static final String CREATED_AT = "createdAt";
  private static final String EXPIRES_AT = "expiresAt";
  private static final int TOKEN_DAYS = 90;

  private final Accounts accounts;
  private final Publishers publishers;
  private final ApiTokens tokens;
  private final Sessions sessions;
  private final SourceRate letters;
  private final SourceRate codes;

  /**
   * @param letters how often one source may have letters sent
   * @param codes how often one source may show a code from a letter
   */
  public AccountsApi(
      Accounts accounts,
      Publishers publishers,
      ApiTokens tokens,
      Sessions sessions,
      SourceRate letters,
      SourceRate codes) {
    this.accounts = accounts;
    this.publishers = publishers;
    this.tokens = tokens;
    this.sessions = sessions;
    this.letters = letters;
    this.codes = codes;
  }

  /** By operationId. */
  public Map<String, Operation> operations() {
    Map<String, Operation> operations = new HashMap<>();
    operations.put("signUp", letters.of(this::signUp));
    operations.put("confirmSignUp", codes.of(this::confirm));
    operations.put("forgotPassword", letters.of(this::forgotPassword));
    operations.put("resetPassword", codes.of(this::resetPassword));
    operations.put("acceptInvitation", codes.of(this::accept));
    operations.put("logIn", this::logIn);
    operations.put("logOut", this::logOut);
    operations.put("listPublishers", this::listPublishers);
    operations.put("getPublisher", this::getPublisher);
    operations.put("changePublisher", this::changePublisher);
    operations.put("listMembers", this::listMembers);
    operations.put("inviteMember", this::invite);
    operations.put("listInvitations", this::listInvitations);
    operations.put("withdrawInvitation", this::withdraw);
    operations.put("changeMember", this::changeMember);
    operations.put("removeMember", this::removeMember);
    operations.put("listApiTokens", this::listTokens);
    operations.put("makeApiToken", this::makeToken);
    operations.put("revokeApiToken", this::revokeToken);
    return operations;
  }

  private Reply signUp(Call call) {
    accounts.signUp(call.json().getString(EMAIL));
    return letterSent();
  }

  private Reply forgotPassword(Call call) {
    accounts.forgotPassword(call.json().getString(EMAIL));
    return letterSent();
  }

  private static Reply letterSent() {
    return Reply.accepted(
        new JsonObject().put("message", "A letter tells the owner of this address what to do."));
  }

  private Reply confirm(Call call) {
    JsonObject body = call.json();
    SignedUp signedUp =
        accounts.confirm(
            body.getString("code"), body.getString(PASSWORD), body.getString("publisherName"));
    return Reply.created(json(signedUp.session()).put(PUBLISHER_ID, signedUp.publisherId()));
  }

  private Reply resetPassword(Call call) {
    JsonObject body = call.json();
    return Reply.ok(json(accounts.resetPassword(body.getString("code"), body.getString(PASSWORD))));
  }

  private Reply logIn(Call call) {
    JsonObject body = call.json();
    return Reply.created(
        json(accounts.logIn(body.getString(EMAIL), body.getString(PASSWORD), call.source())));
  }

  private Reply logOut(Call call) {
    sessions.end(call.bearer());
    return Reply.empty();
  }

  private Reply accept(Call call) {
    JsonObject body = call.json();
    Actor joined =
        publishers.accept(body.getString("code"), Optional.ofNullable(body.getString(PASSWORD)));
    return Reply.created(
        new JsonObject()
            .put(PUBLISHER_ID, joined.publisherId())
            .put(ACCOUNT_ID, joined.accountId())
            .put(ROLE, joined.role().name()));
  }

  private Reply listPublishers(Call call) {
    Caller caller = sessions.caller(call.bearer());
    List<Membership> found =
        caller
            .token()
            .map(actor -> List.of(new Membership(publishers.get(actor), actor.role())))
            .orElseGet(() -> publishers.of(caller.accountId(), after(call), more(call)));
    return Reply.ok(
        Cursor.page(
            call,
            found,
            one -> json(one.publisher()).put(ROLE, one.role().name()),
            one -> List.of(one.publisher().id())));
  }

  private Reply getPublisher(Call call) {
    return Reply.ok(json(publishers.get(member(call, Role.VIEWER))));
  }

  private Reply changePublisher(Call call) {
    Actor actor = member(call, Role.OWNER);
    return Reply.ok(json(publishers.rename(actor, call.json().getString(NAME))));
  }

  private Reply listMembers(Call call) {
    Actor actor = member(call, Role.VIEWER);
    List<Member> found = publishers.members(actor.publisherId(), after(call), more(call));
    return Reply.ok(Cursor.page(call, found, AccountsApi::json, one -> List.of(one.accountId())));
  }

  private Reply invite(Call call) {
    Actor actor = inPerson(call, Role.OWNER);
    JsonObject body = call.json();
    publishers.invite(actor, body.getString(EMAIL), Role.valueOf(body.getString(ROLE)));
    return letterSent();
  }

  private Reply listInvitations(Call call) {
    Actor actor = member(call, Role.OWNER);
    List<OpenInvitation> found =
        publishers.invitations(actor.publisherId(), after(call), more(call));
    return Reply.ok(Cursor.page(call, found, AccountsApi::json, one -> List.of(one.id())));
  }

  private Reply withdraw(Call call) {
    publishers.withdraw(member(call, Role.OWNER), call.path("invitationId"));
    return Reply.empty();
  }

  private Reply changeMember(Call call) {
    Actor actor = inPerson(call, Role.OWNER);
    Role role = Role.valueOf(call.json().getString(ROLE));
    return Reply.ok(json(publishers.setRole(actor, call.path(ACCOUNT_ID), role)));
  }

  /** Owners remove anyone; everybody may leave. */
  private Reply removeMember(Call call) {
    String accountId = call.path(ACCOUNT_ID);
    Actor actor = inPerson(call, Role.VIEWER);
    if (!actor.accountId().equals(accountId)) {
      actor = inPerson(call, Role.OWNER);
    }
    publishers.remove(actor, accountId);
    return Reply.empty();
  }

  private Reply listTokens(Call call) {
    Actor actor = member(call, Role.OWNER);
    List<ApiToken> found = tokens.list(actor.publisherId(), after(call), more(call));
    return Reply.ok(Cursor.page(call, found, AccountsApi::json, one -> List.of(one.id())));
  }

  private Reply makeToken(Call call) {
    Actor actor = inPerson(call, Role.OWNER);
    JsonObject body = call.json();
    Duration validity = Duration.ofDays(body.getInteger("validDays", TOKEN_DAYS));
    ApiTokens.Made made =
        tokens.make(actor, body.getString(NAME), Role.valueOf(body.getString(ROLE)), validity);
    return Reply.created(json(made.token()).put("secret", made.secret()));
  }

  private Reply revokeToken(Call call) {
    tokens.revoke(member(call, Role.OWNER), call.path("tokenId"));
    return Reply.empty();
  }

  private Actor member(Call call, Role atLeast) {
    return sessions.member(call.bearer(), call.path(PUBLISHER_ID), atLeast);
  }

  private Actor inPerson(Call call, Role atLeast) {
    return sessions.inPerson(call.bearer(), call.path(PUBLISHER_ID), atLeast);
  }

  private static String after(Call call) {
    return Cursor.after(call, 1).map(keys -> keys.get(0)).orElse("");
  }

  private static int more(Call call) {
    return Cursor.limit(call) + 1;
  }

  private static JsonObject json(Opened session) {
    return new JsonObject()
        .put("session", session.secret())
        .put(ACCOUNT_ID, session.accountId())
        .put(EXPIRES_AT, session.expiresAt().toString());
  }

  private static JsonObject json(Publisher publisher) {
    return new JsonObject()
        .put(PUBLISHER_ID, publisher.id())
        .put(NAME, publisher.name())
        .put(CREATED_AT, time(publisher.createdAt()));
  }

  private static JsonObject json(Member member) {
    return new JsonObject()
        .put(ACCOUNT_ID, member.accountId())
        .put(EMAIL, member.email())
        .put(ROLE, member.role().name())
        .put("joinedAt", time(member.joinedAt()));
  }

  private static JsonObject json(OpenInvitation invitation) {
    return new JsonObject()
        .put("invitationId", invitation.id())
        .put(EMAIL, invitation.email())
        .put(ROLE, invitation.role().name())
        .put("invitedBy", invitation.invitedBy())
        .put(CREATED_AT, time(invitation.createdAt()))
        .put(EXPIRES_AT, time(invitation.expiresAt()));
  }

  private static JsonObject json(ApiToken token) {
    JsonObject json =
        new JsonObject()
            .put("tokenId", token.id())
            .put(NAME, token.name())
            .put(ROLE, token.role().name())
            .put("madeBy", token.madeBy())
            .put(CREATED_AT, time(token.createdAt()))
            .put(EXPIRES_AT, time(token.expiresAt()));
    token.revokedAt().ifPresent(at -> json.put("revokedAt", time(at)));
    return json;
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}

package org.everswarm.tracker.shop.api;

import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.OpenAPIContract;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * A contract whose validators are made once for each schema. The library would make one for each
 * parameter of each request, and copy all of the document's schemas for it, which took a third of
 * the shop's time. Thread-safe: a validator only reads.
 */
final class ReadyContract {

  /** As many as the document has schemas. */
  private final Map<JsonSchema, Validator> validators =
      Collections.synchronizedMap(new IdentityHashMap<>());

  private final SchemaRepository schemas;

  private ReadyContract(SchemaRepository schemas) {
    this.schemas = schemas;
  }

  static OpenAPIContract of(OpenAPIContract contract) {
    ReadyContract ready = new ReadyContract(contract.getSchemaRepository());
    SchemaRepository cached = proxy(SchemaRepository.class, ready::onSchemas);
    return proxy(
        OpenAPIContract.class,
        (proxy, method, arguments) ->
            method.getName().equals("getSchemaRepository")
                ? cached
                : invoke(method, contract, arguments));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private Object onSchemas(Object proxy, Method method, Object[] arguments) throws Throwable {
    boolean asks = method.getName().equals("validator") && arguments.length == 1;
    return asks && arguments[0] instanceof JsonSchema schema
        ? validators.computeIfAbsent(schema, schemas::validator)
        : invoke(method, schemas, arguments);
  }

  private static Object invoke(Method method, Object on, Object[] arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }
}

package org.everswarm.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where an option's value comes from when the command line does not give it: the environment
 * variable {@code EVERSWARM_NODE_<NAME>}, then the key {@code <name>} of the YAML file, then the
 * built-in default.
 */
final class OptionDefaults implements IDefaultValueProvider {

  private static final String ENVIRONMENT_PREFIX = "EVERSWARM_NODE_";
  private static final long FILE_BYTES_MAX = 1 << 20;

  private final Map<String, String> environment;
  private final Map<String, String> file;

  private OptionDefaults(Map<String, String> environment, Map<String, String> file) {
    this.environment = environment;
    this.file = file;
  }

  /**
   * Reads the file that {@code --config} names on the command line or in the environment, if any.
   *
   * @param known the long names, without dashes, a file may set
   */
  static OptionDefaults load(String[] args, Map<String, String> environment, Set<String> known) {
    String named = configArgument(args);
    if (named == null) {
      named = environment.get(ENVIRONMENT_PREFIX + "CONFIG");
    }
    Map<String, String> file = named == null ? Map.of() : readFile(Path.of(named), known);
    return new OptionDefaults(environment, file);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    String name = longName(option);
    String set = environment.get(environmentName(name));
    return set != null ? set : file.get(name);
  }

  /** The longest name of an option, without its dashes. */
  static String longName(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "");
  }

  private static String environmentName(String name) {
    return ENVIRONMENT_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static @Nullable String configArgument(String[] args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--config") && i + 1 < args.length) {
        return args[i + 1];
      }
      if (args[i].startsWith("--config=")) {
        return args[i].substring("--config=".length());
      }
    }
    return null;
  }

  private static Map<String, String> readFile(Path path, Set<String> known) {
    JsonNode root = readTree(path);
    if (root.isMissingNode() || root.isNull()) {
      return Map.of();
    }
    if (!root.isObject()) {
      throw new ConfigException("--config: " + path + " must be a YAML mapping of option names.");
    }
    Map<String, String> values = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      String key = entry.getKey();
      if (!known.contains(key)) {
        throw new ConfigException("--config: " + path + " sets '" + key + "', which is no option.");
      }
      values.put(key, text(path, key, entry.getValue()));
    }
    return values;
  }

  private static JsonNode readTree(Path path) {
    try {
      if (Files.size(path) > FILE_BYTES_MAX) {
        throw new ConfigException("--config: " + path + " is larger than 1 MiB.");
      }
      return new YAMLMapper().readTree(Files.readAllBytes(path));
    } catch (JsonProcessingException notYaml) {
      throw new ConfigException(
          "--config: "
              + path
              + " is not YAML: "
              + notYaml.getOriginalMessage().lines().findFirst().orElse("")
              + ".",
          notYaml);
    } catch (IOException unreadable) {
      throw new ConfigException("--config: " + path + " cannot be read.", unreadable);
    }
  }

  private static String text(Path path, String key, JsonNode value) {
    if (value.isArray()) {
      List<String> items = new ArrayList<>();
      value.forEach(item -> items.add(text(path, key, item)));
      return String.join(",", items);
    }
    if (!value.isValueNode() || value.isNull()) {
      throw new ConfigException(
          "--config: '" + key + "' in " + path + " must be a value or a list of values.");
    }
    return value.asText();
  }
}

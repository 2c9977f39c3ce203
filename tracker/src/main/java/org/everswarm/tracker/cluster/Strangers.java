package org.everswarm.tracker.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.logging.LogEvent;
import com.hazelcast.logging.LogListener;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in our words when nodes of two clusters meet, which Hazelcast notices by their names, before
 * anybody joins. It tells nobody but its log, so its log is what is listened to.
 *
 * <p>Thread-safe; each refusal is counted, each address told of once, of at most {@value
 * #TOLD_MAX}.
 */
final class Strangers implements LogListener, LifecycleListener, HazelcastInstanceAware {

  private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);
  private static final int TOLD_MAX = 1024;
  private static final Pattern REFUSED =
      Pattern.compile("invalid join request from (\\S+), cause: members part of different cluster");
  private static final Pattern REFUSED_US =
      Pattern.compile("could not join cluster at node: (\\S+) .*different cluster-name");

  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final ClusterCounters counters;

  Strangers(ClusterCounters counters) {
    this.counters = counters;
  }

  @Override
  public void setHazelcastInstance(HazelcastInstance instance) {
    instance.getLoggingService().addLogListener(Level.WARNING, this);
  }

  @Override
  public void stateChanged(LifecycleEvent event) {
    LOG.debug("{}", event.getState());
  }

  @Override
  public void log(LogEvent event) {
    String message = event.getLogRecord().getMessage();
    if (message == null) {
      return;
    }
    Matcher refused = REFUSED.matcher(message);
    if (refused.find() && isNews(refused.group(1))) {
      LOG.warn(
          "the node at {} is of another cluster and is refused: give it a copy of this node's"
              + " --cluster-key file, or take this node off its --join",
          refused.group(1));
    }
    Matcher refusedUs = REFUSED_US.matcher(message);
    if (refusedUs.find() && isNews(refusedUs.group(1))) {
      LOG.error(
          "refused by the node at {}, which is of another cluster; this node goes on without it"
              + " until both have the same --cluster-key file and are started again",
          refusedUs.group(1));
    }
  }

  private boolean isNews(String address) {
    counters.refused();
    return told.size() < TOLD_MAX && told.add(address);
  }
}

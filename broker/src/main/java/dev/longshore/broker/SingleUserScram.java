/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.scram.ScramCredential;
import org.apache.kafka.common.security.scram.ScramCredentialCallback;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;
import org.jspecify.annotations.Nullable;

/**
 * Knows the one user of the listener's own {@code sasl.jaas.config}, so that the password lives in one place and not
 * also in Kafka's metadata, where a lost file could not be replaced. Kafka makes it by name; nobody else should.
 */
public final class SingleUserScram implements AuthenticateCallbackHandler {
    private @Nullable String user;
    private @Nullable ScramCredential credential;

    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {
        Map<String, ?> options = entries.get(0).getOptions();
        ScramMechanism scram = ScramMechanism.forMechanismName(mechanism);
        try {
            credential = new ScramFormatter(scram)
                    .generateCredential(String.valueOf(options.get("password")), scram.minIterations());
        } catch (GeneralSecurityException e) {
            throw new KafkaException("This Java has no " + mechanism, e);
        }
        user = String.valueOf(options.get("username"));
    }

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
        String name = "";
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback asked) {
                name = asked.getDefaultName();
            } else if (callback instanceof ScramCredentialCallback asked) {
                // Left unset for anyone else: Kafka refuses that as it refuses a wrong password.
                if (name.equals(user)) {
                    asked.scramCredential(credential);
                }
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    @Override
    public void close() {
        credential = null;
    }
}

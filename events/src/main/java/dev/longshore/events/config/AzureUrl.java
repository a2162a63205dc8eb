/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hosts of Azure DevOps Services: {@code dev.azure.com/org/project/_git/repository}, with the project left out where it is called
 * like the repository; the older {@code org.visualstudio.com}; and {@code ssh.dev.azure.com/v3/org/project/repository}.
 */
final class AzureUrl {
    private static final String HOST = "dev.azure.com";
    private static final Pattern OLD_HOST = Pattern.compile("([a-z0-9-]{1,63})\\.visualstudio\\.com");
    private static final Pattern SSH_PATH = Pattern.compile("v3/([^/]+)/([^/]+)/([^/]+)");
    private static final Pattern OLD_PATH = Pattern.compile("(?:DefaultCollection/)?(?:([^/]+)/)?_git/([^/]+)");
    private static final Pattern SHORT_PATH = Pattern.compile("([^/]+)/_git/([^/]+)");

    private AzureUrl() {}

    /** The one spelling we compare; other hosts' URLs as they are. */
    static RepositoryUrl canonical(RepositoryUrl url) {
        Matcher old = OLD_HOST.matcher(url.host());
        if (url.host().equals("ssh.dev.azure.com") || url.host().equals("vs-ssh.visualstudio.com")) {
            Matcher path = SSH_PATH.matcher(url.path());
            return path.matches() ? repository(path.group(1), path.group(2), path.group(3)) : url;
        }
        if (old.matches()) {
            Matcher path = OLD_PATH.matcher(url.path());
            return path.matches() ? repository(old.group(1), project(path), path.group(2)) : url;
        }
        Matcher path = SHORT_PATH.matcher(url.path());
        return url.host().equals(HOST) && path.matches()
                ? repository(path.group(1), path.group(2), path.group(2))
                : url;
    }

    private static String project(Matcher path) {
        return path.group(1) == null ? path.group(2) : path.group(1);
    }

    private static RepositoryUrl repository(String organisation, String project, String repository) {
        return new RepositoryUrl(HOST, organisation + "/" + project + "/_git/" + repository);
    }
}

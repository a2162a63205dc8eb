/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import dev.longshore.events.config.ForgeConfig;
import dev.longshore.events.config.GitUrl;
import dev.longshore.reconciler.forge.ForgeApi.Access;
import dev.longshore.reconciler.forge.ForgeApi.Reach;
import java.net.URI;
import java.util.Optional;

/** Finds the API of a repository from its configured URL and the entry that suits it. What a payload names plays no part. */
final class ForgeDirectory {
    private static final String GITHUB = "github.com";

    private final Reach reach;

    ForgeDirectory(Reach reach) {
        this.reach = reach;
    }

    /** The repository on its host; empty where the URL does not name an owner and a repository. */
    Optional<Forge> open(ForgeConfig config, GitUrl repository) {
        URI api = config.apiUrl() == null ? usualApi(config.provider(), repository) : config.apiUrl();
        return ProjectPath.of(repository, pages(api)).flatMap(project -> forge(config, api.toString(), project));
    }

    private Optional<Forge> forge(ForgeConfig config, String root, ProjectPath project) {
        boolean plain = project.parts().size() == 2;
        return switch (config.provider()) {
            case GITHUB ->
                plain
                        ? Optional.of(
                                new GitHub(api("GitHub", root, config, "Authorization", "Bearer "), project.encoded()))
                        : Optional.empty();
            case GITEA, FORGEJO ->
                plain
                        ? Optional.of(
                                new Gitea(api("Gitea", root, config, "Authorization", "token "), project.encoded()))
                        : Optional.empty();
            case GITLAB ->
                Optional.of(new GitLab(api("GitLab", root, config, "PRIVATE-TOKEN", ""), project.encodedAsOne()));
        };
    }

    private ForgeApi api(String name, String root, ForgeConfig config, String header, String scheme) {
        return new ForgeApi(new Access(name, root, config.token(), header, scheme), reach);
    }

    /** Where a provider's API is on the host of the repository itself. */
    static URI usualApi(ForgeConfig.Provider provider, GitUrl repository) {
        if (provider == ForgeConfig.Provider.GITHUB && repository.host().equals(GITHUB)) {
            return URI.create("https://api." + GITHUB);
        }
        String path =
                switch (provider) {
                    case GITHUB -> "/api/v3";
                    case GITLAB -> "/api/v4";
                    case GITEA, FORGEJO -> "/api/v1";
                };
        return URI.create(server(repository) + path);
    }

    /** The port of ssh is none of the web's. */
    private static String server(GitUrl repository) {
        boolean web = repository.scheme().startsWith("http");
        int usual = repository.scheme().equals("http") ? 80 : 443;
        String port = web && repository.port() != usual ? ":" + repository.port() : "";
        return (web ? repository.scheme() : "https") + "://" + repository.host() + port;
    }

    /** The root of the web pages that belong to an API: a host may serve them all below a folder. */
    private static URI pages(URI api) {
        return URI.create(api.toString().replaceFirst("/api/v[0-9]+$", ""));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.GC;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Packs what many fetches left in a mirror into one file, and drops what no ref reaches any more. */
final class MirrorUpkeep {
    private static final Logger log = LoggerFactory.getLogger(MirrorUpkeep.class);
    /** Each fetch that brings something leaves a pack, and each pack is opened to look for an object. */
    private static final int PACKS = 50;
    /** Of a mirror whose large pack would be written again only to take up a few small ones. */
    private static final int PACKS_BESIDE_A_LARGE_ONE = 400;

    private static final long LARGE = 64L << 20;
    private static final int DELTA_CACHE = 4 << 20;

    private MirrorUpkeep() {}

    /** @param directory of the mirror; nobody else uses it now */
    static void tidy(FileRepository repository, Path directory) throws IOException {
        List<Path> packs = packs(directory.resolve("objects/pack"));
        if (packs.size() <= PACKS || (packs.size() <= PACKS_BESIDE_A_LARGE_ONE && hasLarge(packs))) {
            return;
        }
        long begin = System.nanoTime();
        collect(repository);
        log.atInfo()
                .addKeyValue("file", directory.getFileName())
                .addKeyValue("packs", packs.size())
                .addKeyValue("durationMs", (System.nanoTime() - begin) / 1_000_000)
                .log("packed a mirror");
    }

    private static void collect(FileRepository repository) throws IOException {
        PackConfig packing = new PackConfig(repository);
        packing.setThreads(1);
        packing.setCutDeltaChains(
                true); // each fetch and each packing makes them longer, and they are written recursively
        packing.setBuildBitmaps(false);
        packing.setDeltaCacheSize(DELTA_CACHE);
        GC gc = new GC(repository);
        gc.setPackConfig(packing);
        // Nobody else uses the mirror: what no ref reaches is of no use to anybody.
        gc.setExpireAgeMillis(0);
        gc.setPackExpireAgeMillis(0);
        try {
            gc.gc().get();
        } catch (GitAPIException | ParseException | ExecutionException e) {
            throw new IOException("the mirror could not be packed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Path> packs(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".pack")).toList();
        }
    }

    private static boolean hasLarge(List<Path> packs) throws IOException {
        for (Path pack : packs) {
            if (Files.size(pack) > LARGE) {
                return true;
            }
        }
        return false;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPPublicKeyRingCollection;
import org.bouncycastle.openpgp.PGPRuntimeOperationException;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/**
 * GPG keys that may sign, themselves or by subkeys made for it. Expired and revoked ones do not count, whenever they signed: the time in a
 * signature is what its maker wrote.
 */
final class PgpKeys {
    private static final Set<Integer> BROKEN_DIGESTS =
            Set.of(HashAlgorithmTags.MD5, HashAlgorithmTags.SHA1, HashAlgorithmTags.RIPEMD160, HashAlgorithmTags.MD2);

    private final Clock clock;
    private final List<PGPPublicKeyRing> rings = new ArrayList<>();

    PgpKeys(Clock clock) {
        this.clock = clock;
    }

    /** Adds the keys of a file, at least one. */
    void add(Path file, byte[] content) throws UnusableKeysException {
        try (InputStream in = PGPUtil.getDecoderStream(new ByteArrayInputStream(content))) {
            int known = rings.size();
            new PGPPublicKeyRingCollection(in, new BcKeyFingerprintCalculator()).forEach(rings::add);
            if (rings.size() > known) {
                return;
            }
        } catch (IOException | PGPException | RuntimeException e) {
            throw new UnusableKeysException("the key file " + file + " has a GPG key that cannot be read", e);
        }
        throw new UnusableKeysException("the key file " + file + " has no GPG key");
    }

    /** Why this signature of {@code data} does not count; empty if it does. */
    Optional<String> refusal(byte[] data, byte[] armoured) {
        try {
            Optional<PGPSignature> signature = onlyOne(armoured);
            return signature.isEmpty()
                    ? Optional.of("has a GPG signature that cannot be read")
                    : refusal(data, signature.get());
        } catch (IOException | PGPException | PGPRuntimeOperationException e) {
            return Optional.of("has a GPG signature that cannot be read");
        }
    }

    /** Several in one would leave open which of them is meant. */
    private static Optional<PGPSignature> onlyOne(byte[] armoured) throws IOException {
        try (InputStream in = PGPUtil.getDecoderStream(new ByteArrayInputStream(armoured))) {
            BcPGPObjectFactory objects = new BcPGPObjectFactory(in);
            return objects.nextObject() instanceof PGPSignatureList list
                            && list.size() == 1
                            && objects.nextObject() == null
                    ? Optional.of(list.get(0))
                    : Optional.empty();
        }
    }

    private Optional<String> refusal(byte[] data, PGPSignature signature) throws PGPException {
        String id = HexFormat.of().toHexDigits(signature.getKeyID()).toUpperCase(Locale.ROOT);
        for (PGPPublicKeyRing ring : rings) {
            PGPPublicKey key = ring.getPublicKey(signature.getKeyID());
            if (key != null) {
                return problem(ring.getPublicKey(), key, signature, data)
                        .map(problem -> "is signed with GPG key " + id + ", " + problem);
            }
        }
        return Optional.of("is signed with GPG key " + id + ", which is not trusted");
    }

    private Optional<String> problem(PGPPublicKey main, PGPPublicKey key, PGPSignature signature, byte[] data)
            throws PGPException {
        if (main.hasRevocation() || key.hasRevocation()) {
            return Optional.of("which is revoked");
        }
        if (isExpired(main) || isExpired(key)) {
            return Optional.of("which has expired");
        }
        if (!key.isMasterKey() && !maySign(key, main)) {
            return Optional.of("which is no signing key of its owner");
        }
        if (signature.getSignatureType() != PGPSignature.BINARY_DOCUMENT
                || BROKEN_DIGESTS.contains(signature.getHashAlgorithm())) {
            return Optional.of("but in a way that is not safe");
        }
        if (hasExpired(signature)) {
            return Optional.of("but the signature has expired");
        }
        signature.init(new BcPGPContentVerifierBuilderProvider(), key);
        signature.update(data);
        return signature.verify() ? Optional.empty() : Optional.of("but not with this content");
    }

    private boolean isExpired(PGPPublicKey key) {
        long seconds = key.getValidSeconds();
        return seconds > 0 && isPast(key.getCreationTime().toInstant().plusSeconds(seconds));
    }

    private boolean hasExpired(PGPSignature signature) {
        PGPSignatureSubpacketVector hashed = signature.getHashedSubPackets();
        long seconds = hashed == null ? 0 : hashed.getSignatureExpirationTime();
        return seconds > 0 && isPast(signature.getCreationTime().toInstant().plusSeconds(seconds));
    }

    private boolean isPast(Instant time) {
        return !clock.instant().isBefore(time);
    }

    /** Whether the main key says so, and the subkey says that it belongs to it (RFC 4880, 11.1). */
    private static boolean maySign(PGPPublicKey subkey, PGPPublicKey main) throws PGPException {
        Iterator<PGPSignature> bindings = subkey.getSignaturesOfType(PGPSignature.SUBKEY_BINDING);
        while (bindings.hasNext()) {
            PGPSignature binding = bindings.next();
            binding.init(new BcPGPContentVerifierBuilderProvider(), main);
            PGPSignatureSubpacketVector hashed = binding.getHashedSubPackets();
            boolean forSigning = hashed != null && (hashed.getKeyFlags() & KeyFlags.SIGN_DATA) != 0;
            if (forSigning && binding.verifyCertification(main, subkey) && isBacked(binding, subkey, main)) {
                return true;
            }
        }
        return false;
    }

    /** GnuPG writes it outside of what the main key signs, others inside; it stands for itself. */
    private static boolean isBacked(PGPSignature binding, PGPPublicKey subkey, PGPPublicKey main) throws PGPException {
        for (PGPSignatureSubpacketVector packets :
                new PGPSignatureSubpacketVector[] {binding.getHashedSubPackets(), binding.getUnhashedSubPackets()}) {
            for (PGPSignature back : packets.getEmbeddedSignatures()) {
                if (back.getSignatureType() == PGPSignature.PRIMARYKEY_BINDING) {
                    back.init(new BcPGPContentVerifierBuilderProvider(), subkey);
                    if (back.verifyCertification(main, subkey)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}

//! The names that reports are made of: checks and reasons. They are API: never renamed, one table each, documented where they stand.

/// Declares an enum whose variants each have a code for the report and a sentence of documentation.
macro_rules! codes {
    ($(#[doc = $about:literal])+ $name:ident { $($(#[doc = $doc:literal])+ $variant:ident = $code:literal,)+ }) => {
        $(#[doc = $about])+
        #[non_exhaustive]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $doc])+ $variant,)+ }

        impl $name {
            /// Every one, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The code that stands for it in a report.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// What it means, in one sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc,)+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// What was checked: a step on the way of a document, in the order of that way.
    CheckId {
        /// The bytes are of a form that is supported.
        Container = "container",
        /// The text is JSON that has one reading only.
        Json = "json",
        /// The document is a credential or presentation of a known data model.
        ModelType = "model.type",
        /// The contexts are those of the data model, in its order.
        ModelContext = "model.context",
        /// The members follow the rules of the data model.
        ModelMembers = "model.members",
        /// The document follows the rules of its profile.
        ModelProfile = "model.profile",
        /// Every context is known and is the text that its publisher gave out.
        ContextKnown = "context.known",
        /// Every term has one meaning, and nothing is lost when the document is read as statements.
        ContextTerms = "context.terms",
        /// There is a proof that counts.
        ProofPresent = "proof.present",
        /// The securing mechanism is known and accepted.
        ProofSuite = "proof.suite",
        /// The proof and its value are encoded as its suite says.
        ProofEncoding = "proof.encoding",
        /// The document and the proof options have one canonical form.
        ProofTransformation = "proof.transformation",
        /// The verification method is found in its controller's document and holds a usable key.
        ProofMethod = "proof.method",
        /// The controller lists the method for the purpose of the proof.
        ProofRelationship = "proof.relationship",
        /// The purpose of the proof is the expected one.
        ProofPurpose = "proof.purpose",
        /// The proof is in force at the time of verification.
        ProofPeriod = "proof.period",
        /// The key is neither expired nor revoked.
        ProofKeyPeriod = "proof.key_period",
        /// The proof is made for the expected domain.
        ProofDomain = "proof.domain",
        /// The proof answers the expected challenge.
        ProofChallenge = "proof.challenge",
        /// The proofs that this one builds on passed.
        ProofPrevious = "proof.previous",
        /// What a holder disclosed is what the issuer signed.
        ProofDisclosure = "proof.disclosure",
        /// The holder proved possession of the bound key.
        ProofKeyBinding = "proof.key_binding",
        /// The certificate chain leads to an accepted root.
        ProofCertificate = "proof.certificate",
        /// The signature matches the document.
        ProofSignature = "proof.signature",
        /// There is an anchor that counts.
        AnchorPresent = "anchor.present",
        /// The proof of an anchor is encoded as its format says.
        AnchorEncoding = "anchor.encoding",
        /// The hash that was anchored is that of the document.
        AnchorTarget = "anchor.target",
        /// The path of the proof leads from that hash to the value that was anchored.
        AnchorPath = "anchor.path",
        /// The ledger's entry holds that value.
        AnchorRoot = "anchor.root",
        /// The transaction is the one that the proof names.
        AnchorTransaction = "anchor.transaction",
        /// The transaction is in a block.
        AnchorInclusion = "anchor.inclusion",
        /// The block is part of a ledger that the policy trusts.
        AnchorLedger = "anchor.ledger",
        /// The entry was made by the signer that the proof names.
        AnchorSigner = "anchor.signer",
        /// The signer's key was in force when the entry was made.
        AnchorPeriod = "anchor.period",
        /// The issuer publishes the key that signed, for this purpose.
        IssuerBinding = "issuer.binding",
        /// The issuer is one that the policy trusts.
        IssuerTrusted = "issuer.trusted",
        /// The document is in force at the time of verification.
        Validity = "validity",
        /// The issuer did not revoke or suspend the credential.
        StatusEntry = "status.entry",
        /// The document follows the schema that it names.
        Schema = "schema",
        /// The credential was given to the expected recipient.
        Recipient = "recipient",
        /// A linked resource is the one that was linked.
        Resource = "resource",
        /// The presentation was made by its holder.
        PresentationHolder = "presentation.holder",
        /// A presented credential verifies.
        PresentationCredential = "presentation.credential",
        /// A credential that is part of this one verifies.
        Part = "part",
        /// An endorsement verifies.
        Endorsement = "endorsement",
        /// The evidence that the issuer names.
        Evidence = "evidence",
    }
}

codes! {
    /// Why a check did not pass.
    Reason {
        /// The chain is none that the policy accepts.
        AnchorChain = "anchor.chain",
        /// The entry was not made by the signer that the proof or the issuer names.
        AnchorIssuer = "anchor.issuer",
        /// The proof leads to no entry of a ledger.
        AnchorMissing = "anchor.missing",
        /// Nothing that the policy trusts vouches for the entry.
        AnchorNoCheckpoint = "anchor.no_checkpoint",
        /// The proof states an address of another kind of chain than the one that holds the entry.
        AnchorOtherChain = "anchor.other_chain",
        /// The proof is not complete yet: the entry is still to be made.
        AnchorPending = "anchor.pending",
        /// The entry was made before the key was the issuer's.
        AnchorTooEarly = "anchor.too_early",
        /// Too few blocks lie between the entry and one that the policy trusts.
        AnchorUnconfirmed = "anchor.unconfirmed",
        /// The library does not know this kind of anchor.
        AnchorUnsupported = "anchor.unsupported",
        /// The ledger's entry holds another value.
        AnchorValue = "anchor.value",
        /// The way from the document to the anchor passes a hash function of which collisions are known.
        AnchorWeakDigest = "anchor.weak_digest",
        /// Which target consensus prescribes to the blocks after the trusted one is not known, so their work proves little.
        BtcBitsUnproven = "btc.bits_unproven",
        /// The headers between the block and the trusted one break a rule of consensus.
        BtcChain = "btc.chain",
        /// The Merkle branch does not lead from the transaction to the root in the block's header.
        BtcMerkle = "btc.merkle",
        /// A header does not show the work that it claims.
        BtcPow = "btc.pow",
        /// The bytes are not the Bitcoin transaction that the proof names.
        BtcTx = "btc.tx",
        /// The bytes are not a Chainpoint proof.
        ChainpointMalformed = "chainpoint.malformed",
        /// A Chainpoint proof has an operation that its version does not have.
        ChainpointOperation = "chainpoint.operation",
        /// A step could not be reached because an earlier one left nothing to go on with.
        CheckNotReached = "check.not_reached",
        /// The library does not do this check.
        CheckUnsupported = "check.unsupported",
        /// A context is not the text that was pinned.
        ContextHashMismatch = "context.hash_mismatch",
        /// A context within the document changes the meaning of pinned terms.
        ContextInline = "context.inline",
        /// The text of a context is not pinned.
        ContextUnknown = "context.unknown",
        /// A context gives every undefined name a meaning.
        ContextVocab = "context.vocab",
        /// A date or time is not of the lexical form that the standard asks for.
        DateInvalid = "date.invalid",
        /// A DID document is of another subject than its DID.
        DidIdMismatch = "did.id_mismatch",
        /// The controller gave the identifier up.
        DidDeactivated = "did.deactivated",
        /// What was supplied for an identifier is JSON, but no document about its keys.
        DidDocument = "did.document",
        /// The identifier is not a well-formed DID or DID URL.
        DidSyntax = "did.syntax",
        /// A DID URL with a path or a query, which the library does not follow.
        DidUnsupported = "did.unsupported",
        /// The transaction is signed for another chain.
        EthChain = "eth.chain",
        /// The execution of the transaction failed.
        EthFailed = "eth.failed",
        /// The bytes are not the header of the block.
        EthHeader = "eth.header",
        /// The contract's storage is laid out in no way that is known.
        EthLayout = "eth.layout",
        /// The transaction's receipt is malformed or not proven.
        EthReceipt = "eth.receipt",
        /// The transaction's signature names no account.
        EthSender = "eth.sender",
        /// The state of the contract is not proven.
        EthState = "eth.state",
        /// The bytes are not the Ethereum transaction that the proof names.
        EthTransaction = "eth.transaction",
        /// The library does not know this form of transaction.
        EthTransactionType = "eth.transaction_type",
        /// The nodes do not prove that the transaction is in the block.
        EthTrie = "eth.trie",
        /// The bytes can be read in two ways.
        FormatAmbiguous = "format.ambiguous",
        /// The bytes are of no form that is known.
        FormatUnknown = "format.unknown",
        /// The form is known but not supported.
        FormatUnsupported = "format.unsupported",
        /// The presentation answers a challenge and does not say who presents it.
        HolderMissing = "holder.missing",
        /// The input could not be read.
        InputUnreadable = "input.unreadable",
        /// The issuer's document does not list the key that signed.
        IssuerMismatch = "issuer.mismatch",
        /// The document names no issuer or holder.
        IssuerMissing = "issuer.missing",
        /// The issuer is not among the trusted ones.
        IssuerNotTrusted = "issuer.not_trusted",
        /// The profile that was supplied calls itself otherwise than the issuer is named.
        IssuerAlias = "issuer.alias",
        /// The issuer lists keys in a way that is not understood, and one of them may be the one that is looked for.
        IssuerKeys = "issuer.keys",
        /// The issuer has no place where it could publish keys.
        IssuerUnpublished = "issuer.unpublished",
        /// An object has two members of one name.
        JsonDuplicateKey = "json.duplicate_key",
        /// The text is not UTF-8 without a byte order mark.
        JsonEncoding = "json.encoding",
        /// An escape is half of a surrogate pair.
        JsonInvalidUnicode = "json.invalid_unicode",
        /// A number that software reads differently.
        JsonNumberNotInteroperable = "json.number_not_interoperable",
        /// A number that no double can hold.
        JsonNumberRange = "json.number_range",
        /// The text is not JSON.
        JsonSyntax = "json.syntax",
        /// A member that would be lost when the document is read as statements.
        JsonldDropped = "jsonld.dropped",
        /// The document makes no statement, or none about the credential.
        JsonldEmpty = "jsonld.empty",
        /// The document is not well-formed JSON-LD.
        JsonldInvalid = "jsonld.invalid",
        /// A number is signed with fewer digits than it is written with.
        JsonldNumberPrecision = "jsonld.number_precision",
        /// A protected term is defined anew.
        JsonldProtectedTerm = "jsonld.protected_term",
        /// The document says its statements in a form that hides what belongs to what.
        JsonldShape = "jsonld.shape",
        /// The header of a signature names an algorithm that the suite does not allow.
        JwsAlg = "jws.alg",
        /// The header of a signature marks members as critical that the suite does not allow.
        JwsCrit = "jws.crit",
        /// The signature brings a payload of its own, where only a detached one says what it is over.
        JwsAttached = "jws.attached",
        /// The signature is not a detached one with unencoded payload.
        JwsB64 = "jws.b64",
        /// The signature is not in the compact form.
        JwsFormat = "jws.format",
        /// The key had expired.
        KeyExpired = "key.expired",
        /// The key material is malformed.
        KeyInvalid = "key.invalid",
        /// The document of the key's owner shows the private key.
        KeyPrivateMaterial = "key.private_material",
        /// The key had been revoked.
        KeyRevoked = "key.revoked",
        /// No anchor proves when the proof was made.
        KeyTimeUnproven = "key.time_unproven",
        /// The key is of another type than the suite asks for.
        KeyType = "key.type",
        /// The library does not know this type of key.
        KeyUnsupported = "key.unsupported",
        /// The key is too weak.
        KeyWeak = "key.weak",
        /// The contexts of the document make more sets of definitions than the limit.
        LimitActiveContexts = "limit.active_contexts",
        /// The work of canonicalization exceeds the limit.
        LimitCanonicalization = "limit.canonicalization",
        /// Contexts or terms stand on one another in a longer chain than is followed; no policy changes that.
        LimitChain = "limit.chain",
        /// A context is larger than the limit.
        LimitContextBytes = "limit.context_bytes",
        /// One `@context` has more entries than the limit.
        LimitContextEntries = "limit.context_entries",
        /// The document uses more contexts than the limit.
        LimitContexts = "limit.contexts",
        /// The text is nested deeper than the limit.
        LimitDepth = "limit.depth",
        /// The input holds more documents than the limit.
        LimitDocuments = "limit.documents",
        /// A list has more entries than the limit.
        LimitEntries = "limit.entries",
        /// More block headers than the limit.
        LimitHeaders = "limit.headers",
        /// A compressed text becomes larger than the limit.
        LimitInflate = "limit.inflate",
        /// The input has more bytes than the limit.
        LimitInput = "limit.input",
        /// The documents within the input have more contexts than the limit.
        LimitInputContexts = "limit.input_contexts",
        /// The documents within the input have more proofs than the limit.
        LimitInputProofs = "limit.input_proofs",
        /// The documents within the input have more signatures than the limit.
        LimitInputSignatures = "limit.input_signatures",
        /// A document of keys has more entries than the limit.
        LimitKeys = "limit.keys",
        /// Documents are nested deeper than the limit.
        LimitNesting = "limit.nesting",
        /// The text has more values than the limit.
        LimitNodes = "limit.nodes",
        /// A proof has more operations in a row than the limit.
        LimitOtsDepth = "limit.ots_depth",
        /// A message within a proof has more bytes than the limit.
        LimitOtsMessage = "limit.ots_message",
        /// The operations of a proof are more work than the limit.
        LimitOtsWork = "limit.ots_work",
        /// A Merkle path is longer than the limit.
        LimitPath = "limit.path",
        /// The document has more proofs than the limit.
        LimitProofs = "limit.proofs",
        /// The document makes more statements than the limit.
        LimitQuads = "limit.quads",
        /// The document has more signatures than the limit.
        LimitSignatures = "limit.signatures",
        /// More term definitions than the limit.
        LimitTerms = "limit.terms",
        /// The document has no such member.
        MemberAbsent = "member.absent",
        /// A node of a Merkle path is no hash, or on neither side or both.
        MerkleNode = "merkle.node",
        /// The path leads to another root than the one that the proof states.
        MerkleRoot = "merkle.root",
        /// The path does not fit the place of the leaf and the size of the tree.
        MerkleShape = "merkle.shape",
        /// The document's hash is another than the one that was anchored.
        MerkleTarget = "merkle.target",
        /// A member has another number of values than the data model allows.
        ModelCardinality = "model.cardinality",
        /// No context names a version of the data model.
        ModelContextMissing = "model.context_missing",
        /// The document is of two versions of the data model at once.
        ModelContextMixed = "model.context_mixed",
        /// The first context is not the one of the data model.
        ModelContextOrder = "model.context_order",
        /// A value that must be unique stands twice.
        ModelDuplicate = "model.duplicate",
        /// A member has no value, or one that says nothing.
        ModelEmpty = "model.empty",
        /// An enveloped credential is no `data:` URL.
        ModelEnvelope = "model.envelope",
        /// A member belongs to another version of the data model.
        ModelForeignMember = "model.foreign_member",
        /// A text with language has other members than the data model gives it.
        ModelLanguageValue = "model.language_value",
        /// A member that the data model requires is missing.
        ModelMissing = "model.missing",
        /// A URL where somebody must be identified names only a part of a document.
        ModelNotIdentifier = "model.not_identifier",
        /// A value that must be a URL is none.
        ModelNotUrl = "model.not_url",
        /// The type of an object does not say what it must be.
        ModelObjectType = "model.object_type",
        /// A member has a value of another JSON type than the data model allows.
        ModelWrongType = "model.wrong_type",
        /// A document within this one did not verify.
        NestedRejected = "nested.rejected",
        /// A document within this one could not be decided.
        NestedUndetermined = "nested.undetermined",
        /// The address of a contract is malformed.
        OaAddress = "oa.address",
        /// A hash is not 64 lower-case hexadecimal digits.
        OaHash = "oa.hash",
        /// The document does not say by which contract or key it was issued, or names several.
        OaIssuance = "oa.issuance",
        /// A member that says how the document is wrapped is missing or malformed.
        OaMember = "oa.member",
        /// The name of a member cannot stand in the paths that are hashed.
        OaName = "oa.name",
        /// There is no contract at the address on this chain.
        OaNoContract = "oa.no_contract",
        /// There is nothing to hash.
        OaNoLeaves = "oa.no_leaves",
        /// The contract does not list the document as issued.
        OaNotIssued = "oa.not_issued",
        /// The issuer does not say how it would revoke the document.
        OaRevocation = "oa.revocation",
        /// The salts do not fit the values of the document.
        OaSalts = "oa.salts",
        /// The document names its issuer by nothing but the address of a contract.
        OaUnnamed = "oa.unnamed",
        /// What the document does not say may be hidden behind one of its hashes.
        OaWithheld = "oa.withheld",
        /// The bytes are not an OpenTimestamps proof.
        OtsMalformed = "ots.malformed",
        /// An OpenTimestamps proof has an operation that nobody knows.
        OtsOperation = "ots.operation",
        /// The policy does not ask for this.
        PolicyNotRequested = "policy.not_requested",
        /// The proof answers another challenge, or none.
        ProofChallenge = "proof.challenge_mismatch",
        /// The proof has a context of its own that is not the document's.
        ProofContext = "proof.context",
        /// The proof was made in the future.
        ProofCreatedFuture = "proof.created_future",
        /// The proof is made for another domain, or none.
        ProofDomain = "proof.domain_mismatch",
        /// The proof value is not in the encoding of its suite.
        ProofEncoding = "proof.value_encoding",
        /// The proof has expired.
        ProofExpired = "proof.expired",
        /// A proof stands where none belongs.
        ProofLocation = "proof.location",
        /// The proof lacks a member that its suite requires, or has it in another form.
        ProofMalformed = "proof.malformed",
        /// The signature stands in a member in which its suite does not look for it.
        ProofMember = "proof.member",
        /// Nothing in the document proves anything.
        ProofMissing = "proof.missing",
        /// The policy does not accept the suite.
        ProofNotAccepted = "proof.not_accepted",
        /// No proof passed all its checks.
        ProofNotProven = "proof.not_proven",
        /// A proof that this one builds on is not there.
        ProofPreviousMissing = "proof.previous_missing",
        /// Proofs build on each other in a circle.
        ProofPreviousCycle = "proof.previous_cycle",
        /// A proof that this one builds on did not pass.
        ProofPreviousNotProven = "proof.previous_not_proven",
        /// The proof has another purpose than expected.
        ProofPurpose = "proof.purpose_mismatch",
        /// A name in the proof stands for something else than the standard gives it.
        ProofTerm = "proof.term",
        /// A timestamp proves when something existed, not who made it.
        ProofTimestamp = "proof.timestamp",
        /// The library does not know the suite.
        ProofUnsupported = "proof.unsupported",
        /// The credential was given to somebody else.
        RecipientDiffers = "recipient.differs",
        /// The credential does not say to whom it was given in the way in which the caller names the recipient.
        RecipientUnnamed = "recipient.unnamed",
        /// A resource was supplied that cannot be read.
        ResourceMalformed = "resource.malformed",
        /// Two documents that differ were supplied for one identifier.
        ResourceConflict = "resource.conflict",
        /// A resource is needed that was not supplied.
        ResourceMissing = "resource.missing",
        /// A linked resource is not the one that was linked.
        ResourceDigest = "resource.digest",
        /// The digest of a linked resource is none: nothing can match it.
        ResourceDigestMalformed = "resource.digest_malformed",
        /// The signature is not in the form of its algorithm.
        SignatureEncoding = "signature.encoding",
        /// The signature does not match.
        SignatureInvalid = "signature.invalid",
        /// The issuer says that it does not revoke.
        StatusNone = "status.none",
        /// The issuer revoked the document.
        StatusRevoked = "status.revoked",
        /// The library does not know this kind of status.
        StatusUnsupported = "status.unsupported",
        /// The library does not know this kind of schema.
        SchemaUnsupported = "schema.unsupported",
        /// The bytes are not a proof of a transparency log.
        TlogMalformed = "tlog.malformed",
        /// The logs and witnesses of the policy make no sense.
        TlogPolicy = "tlog.policy",
        /// A log or witness that the policy names did not sign the checkpoint that bears its name.
        TlogSignature = "tlog.signature",
        /// The document has expired.
        ValidityExpired = "validity.expired",
        /// The document is not valid yet.
        ValidityNotYet = "validity.not_yet",
        /// The document ends before it begins.
        ValidityOrder = "validity.order",
        /// Two verification methods, or none in particular, answer to the name.
        VmAmbiguous = "vm.ambiguous",
        /// The method belongs to another controller than the document it stands in.
        VmController = "vm.controller",
        /// The proof brings its own key.
        VmEmbedded = "vm.embedded",
        /// The controller's document has no such method.
        VmNotFound = "vm.not_found",
        /// The controller does not list the method for this purpose.
        VmRelationship = "vm.relationship",
    }
}

impl CheckId {
    /// The section of the standard that asks for this check.
    #[must_use]
    pub fn spec(self) -> &'static str {
        match self {
            Self::Container | Self::ModelType => "https://www.w3.org/TR/vc-data-model-2.0/#types",
            Self::Json => "https://www.rfc-editor.org/rfc/rfc7493#section-2",
            Self::ModelContext => "https://www.w3.org/TR/vc-data-model-2.0/#contexts",
            Self::ModelMembers => "https://www.w3.org/TR/vc-data-model-2.0/#basic-concepts",
            Self::ModelProfile => "https://www.imsglobal.org/spec/ob/v3p0/#data-models",
            Self::ContextKnown => "https://www.w3.org/TR/vc-data-integrity/#validating-contexts",
            Self::ContextTerms => "https://www.w3.org/TR/vc-data-integrity/#securing-data-losslessly",
            Self::ProofPresent | Self::ProofEncoding => "https://www.w3.org/TR/vc-data-integrity/#proofs",
            Self::ProofSuite => "https://www.w3.org/TR/vc-data-integrity/#cryptographic-suites",
            Self::ProofTransformation => "https://www.w3.org/TR/vc-data-integrity/#transformations",
            Self::ProofMethod => "https://www.w3.org/TR/cid-1.0/#retrieve-verification-method",
            Self::ProofRelationship => "https://www.w3.org/TR/cid-1.0/#verification-relationships",
            Self::ProofPurpose => "https://www.w3.org/TR/vc-data-integrity/#proof-purposes",
            Self::ProofPeriod | Self::ProofDomain | Self::ProofChallenge | Self::ProofSignature => {
                "https://www.w3.org/TR/vc-data-integrity/#verify-proof"
            }
            Self::ProofKeyPeriod => "https://www.w3.org/TR/cid-1.0/#verification-methods",
            Self::ProofPrevious => "https://www.w3.org/TR/vc-data-integrity/#proof-chains",
            Self::ProofDisclosure => "https://www.w3.org/TR/vc-data-integrity/#selective-disclosure",
            Self::ProofKeyBinding => "https://www.rfc-editor.org/rfc/rfc9901#name-key-binding-jwt",
            Self::ProofCertificate => "https://www.rfc-editor.org/rfc/rfc7515#section-4.1.6",
            Self::AnchorPresent
            | Self::AnchorEncoding
            | Self::AnchorTarget
            | Self::AnchorPath
            | Self::AnchorRoot
            | Self::AnchorSigner
            | Self::AnchorPeriod => "https://w3c-ccg.github.io/lds-merkle-proof-2019/",
            Self::AnchorTransaction | Self::AnchorInclusion | Self::AnchorLedger => {
                "https://developer.bitcoin.org/reference/block_chain.html"
            }
            Self::IssuerBinding | Self::IssuerTrusted => "https://www.w3.org/TR/vc-data-model-2.0/#issuer",
            Self::Validity => "https://www.w3.org/TR/vc-data-model-2.0/#validity-period",
            Self::StatusEntry => "https://www.w3.org/TR/vc-data-model-2.0/#status",
            Self::Schema => "https://www.w3.org/TR/vc-data-model-2.0/#data-schemas",
            Self::Recipient => "https://www.imsglobal.org/spec/ob/v3p0/#identityobject",
            Self::Resource => "https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources",
            Self::PresentationHolder | Self::PresentationCredential => {
                "https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations"
            }
            Self::Part => "https://www.imsglobal.org/spec/clr/v2p0/#clrsubject",
            Self::Endorsement => "https://www.imsglobal.org/spec/ob/v3p0/#endorsementcredential",
            Self::Evidence => "https://www.w3.org/TR/vc-data-model-2.0/#evidence",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fmt::Write as _;

    fn table() -> String {
        let mut text = String::from(
            "# Checks and reasons\n\nGenerated from `core/src/report/codes.rs`; `make bless` writes it anew.\n\n\
             ## Checks\n\n| check | what holds when it passes | asked for by |\n|---|---|---|\n",
        );
        for id in CheckId::ALL {
            let _ = writeln!(text, "| `{}` | {} | <{}> |", id.code(), id.meaning(), id.spec());
        }
        text.push_str("\n## Reasons\n\n| reason | why a check did not pass |\n|---|---|\n");
        for reason in Reason::ALL {
            let _ = writeln!(text, "| `{}` | {} |", reason.code(), reason.meaning());
        }
        text
    }

    #[test]
    fn the_table_in_the_documentation_is_current() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("REPORT.md");
        if std::env::var_os("CREDSTONE_BLESS").is_some() {
            std::fs::write(&path, table()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap(), table(), "run `make bless`");
    }

    #[test]
    fn no_two_codes_are_the_same() {
        let checks = CheckId::ALL.iter().map(|id| id.code());
        let codes: Vec<_> = checks.chain(Reason::ALL.iter().map(|reason| reason.code())).collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
    }
}

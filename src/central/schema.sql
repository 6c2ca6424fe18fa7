-- The centre: what the ledgers of many shops have shipped. Version 1.
--
-- Money is whole won; times are milliseconds since 1970 UTC; offsets are minutes east of UTC. A ledger is a number here, its own random
-- id is in `ledgers`. What a ledger may do is what the functions do: its role may execute them, and nothing else.

CREATE SCHEMA paydesk;

CREATE TABLE paydesk.version (version integer NOT NULL);

-- The ledgers, and how far each was shipped. The one row that a shipment locks.
CREATE TABLE paydesk.ledgers (
    number       integer PRIMARY KEY,
    ledger       bytea   NOT NULL UNIQUE CHECK (length(ledger) = 16),
    shop         integer NOT NULL CHECK (shop BETWEEN 1 AND 99999),
    name         text COLLATE "C" NOT NULL,
    role         text COLLATE "C" NOT NULL UNIQUE,
    public_key   bytea   NOT NULL CHECK (length(public_key) = 32),
    epoch        integer NOT NULL DEFAULT 0,
    restored     integer NOT NULL DEFAULT 0,            -- the last of the restores from a copy that it has recorded
    head         bigint  NOT NULL DEFAULT 0,            -- the number of its newest fact here
    hash         bytea   NOT NULL CHECK (length(hash) = 32),
    chain        bytea   NOT NULL CHECK (length(chain) = 32),
    newest_at    bigint,                                -- when that fact was recorded, by its till
    -- Why an owner has to decide: 'fork' or 'rollback'. NULL: nothing is wrong.
    held         text COLLATE "C" CHECK (held IN ('fork', 'rollback')),
    held_at      bigint,
    contact_at   bigint,                                -- when it was heard of last, by the clock here
    skew         bigint,                                -- its clock then, less the clock here
    resealed_key bigint  NOT NULL DEFAULT 0,            -- sealed messages were sent again with this key,
    resealed     bigint  NOT NULL DEFAULT 0,            -- up to this number
    enrolled_at  bigint  NOT NULL
);

-- The branches of a ledger: a new one begins with a restore from a copy, or when an owner decides after a fork.
CREATE TABLE paydesk.epochs (
    ledger  integer NOT NULL,
    epoch   integer NOT NULL,
    after   bigint  NOT NULL,                           -- the last fact that it has in common with the branch before
    hash    bytea   NOT NULL,
    chain   bytea   NOT NULL,                           -- what its first shipment is chained to
    at      bigint  NOT NULL,
    PRIMARY KEY (ledger, epoch)
);

CREATE TABLE paydesk.facts (
    ledger     integer NOT NULL,
    seq        bigint  NOT NULL,
    epoch      integer NOT NULL,
    at         bigint  NOT NULL,
    utc_offset integer NOT NULL,
    till       integer NOT NULL,
    operator   integer,
    approver   integer,
    kind       integer NOT NULL,
    body       bytea   NOT NULL,
    key_id     bigint  NOT NULL,
    hash       bytea   NOT NULL,
    PRIMARY KEY (ledger, seq)
);

CREATE TABLE paydesk.transactions (
    ledger        integer NOT NULL,
    seq           bigint  NOT NULL,
    id            text COLLATE "C" NOT NULL,
    payment       bigint,                               -- of a cancel, the number of its payment
    created_at    bigint,
    utc_offset    integer NOT NULL,
    till          integer NOT NULL,
    amount        bigint  NOT NULL,
    vat           bigint  NOT NULL,
    installments  integer NOT NULL,
    card_head     text COLLATE "C" NOT NULL,
    card_tail     text COLLATE "C" NOT NULL,
    card_digits   integer NOT NULL,
    request_id    text COLLATE "C",
    remaining     bigint,                               -- derived: what remains of a payment
    remaining_vat bigint,
    PRIMARY KEY (ledger, seq)
);
-- What head office looks up: an id; a card and an amount; all shops, and one, in the order of lists; the cancels of a payment.
CREATE INDEX transactions_by_id ON paydesk.transactions (id);
CREATE INDEX transactions_by_card ON paydesk.transactions (card_tail, amount);
CREATE INDEX transactions_by_time ON paydesk.transactions ((coalesce(created_at, 0)), ledger, seq);
CREATE INDEX transactions_of_ledger ON paydesk.transactions (ledger, (coalesce(created_at, 0)), seq);
CREATE INDEX cancels_of_payment ON paydesk.transactions (ledger, payment) WHERE payment IS NOT NULL;

-- What only the keyring of the shop opens.
CREATE TABLE paydesk.sealed (
    ledger  integer NOT NULL,
    seq     bigint  NOT NULL,
    key_id  bigint  NOT NULL,
    message bytea   NOT NULL,
    PRIMARY KEY (ledger, seq)
);
CREATE TABLE paydesk.imported (
    ledger   integer NOT NULL,
    seq      bigint  NOT NULL,
    key_id   bigint  NOT NULL,
    original bytea   NOT NULL,
    digest   bytea   NOT NULL,
    name     bytea,
    PRIMARY KEY (ledger, seq)
);

-- Derived: sums of each ledger and day, by the clock on the wall of the till; day -1 where another system did not say when.
CREATE TABLE paydesk.days (
    ledger        integer NOT NULL,
    day           bigint  NOT NULL,                     -- days since 1970-01-01
    utc_offset    integer NOT NULL,                     -- of that clock
    payments      bigint  NOT NULL,
    paid          bigint  NOT NULL,
    paid_vat      bigint  NOT NULL,
    cancels       bigint  NOT NULL,
    cancelled     bigint  NOT NULL,
    cancelled_vat bigint  NOT NULL,
    PRIMARY KEY (ledger, day, utc_offset)
);
CREATE INDEX days_by_day ON paydesk.days (day, ledger);

-- Derived: memos, of which the last one of a transaction counts; which facts batches have taken, where they were new; and what was answered,
-- or handed over again (result 0). Each row is of one fact.
CREATE TABLE paydesk.memos (
    ledger integer NOT NULL,
    seq    bigint  NOT NULL,
    fact   bigint  NOT NULL,
    text   text COLLATE "C" NOT NULL,                   -- empty: none any more
    PRIMARY KEY (ledger, seq, fact)
);
CREATE TABLE paydesk.batches (
    ledger   integer NOT NULL,
    from_seq bigint  NOT NULL,
    to_seq   bigint  NOT NULL,
    number   bigint  NOT NULL,
    fact     bigint  NOT NULL,
    PRIMARY KEY (ledger, from_seq)
);
CREATE TABLE paydesk.answers (
    ledger          integer NOT NULL,
    seq             bigint  NOT NULL,
    batch           bigint  NOT NULL,
    fact            bigint  NOT NULL,
    result          integer NOT NULL CHECK (result BETWEEN 0 AND 2), -- 1 accepted, 2 rejected
    approval_number text COLLATE "C",
    PRIMARY KEY (ledger, seq, batch, fact)
);
CREATE INDEX answers_by_approval ON paydesk.answers (approval_number) WHERE approval_number IS NOT NULL;

-- What arrived together, with the ledger's signature under it.
CREATE TABLE paydesk.shipments (
    ledger     integer NOT NULL,
    epoch      integer NOT NULL,
    first      bigint  NOT NULL,
    last       bigint  NOT NULL,
    hash       bytea   NOT NULL,                        -- of the last fact
    chain      bytea   NOT NULL,                        -- after it
    signature  bytea   NOT NULL CHECK (length(signature) = 64),
    arrived_at bigint  NOT NULL,
    PRIMARY KEY (ledger, epoch, last)
);

-- What was shipped and is no longer, or not, what counts: of a branch that a restore or an owner has left, and of one that was found by
-- a fork. Nothing here is ever deleted.
CREATE TABLE paydesk.branches (
    ledger  integer NOT NULL,
    branch  integer NOT NULL,
    first   bigint  NOT NULL,                           -- its first fact that is not that of the branch that counts
    hash    bytea   NOT NULL,                           -- of that fact
    verdict text COLLATE "C" NOT NULL CHECK (verdict IN ('pending', 'left', 'refused', 'adopted')),
    at      bigint  NOT NULL,
    PRIMARY KEY (ledger, branch)
);
CREATE TABLE paydesk.branch_facts (LIKE paydesk.facts, branch integer NOT NULL, PRIMARY KEY (ledger, branch, seq));
-- A check reads them by the epoch in which they were shipped.
CREATE INDEX branch_facts_by_epoch ON paydesk.branch_facts (ledger, epoch, seq);
CREATE TABLE paydesk.branch_transactions
    (LIKE paydesk.transactions, branch integer NOT NULL, PRIMARY KEY (ledger, branch, seq));
CREATE TABLE paydesk.branch_sealed (LIKE paydesk.sealed, branch integer NOT NULL, PRIMARY KEY (ledger, branch, seq));
CREATE TABLE paydesk.branch_imported
    (LIKE paydesk.imported, branch integer NOT NULL, PRIMARY KEY (ledger, branch, seq));

-- The time here.
CREATE FUNCTION paydesk.now_ms() RETURNS bigint LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint $$;

-- The day on the wall of a till.
CREATE FUNCTION paydesk.day_of(created_at bigint, utc_offset integer) RETURNS bigint LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(floor((created_at + utc_offset::bigint * 60000) / 86400000.0)::bigint, -1) $$;

-- The ledger of the role that asks, locked.
CREATE FUNCTION paydesk.own_ledger() RETURNS paydesk.ledgers LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE l paydesk.ledgers;
BEGIN
    SELECT * INTO l FROM paydesk.ledgers WHERE role = session_user::text FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this role is of no ledger' USING ERRCODE = 'PD001';
    END IF;
    RETURN l;
END $$;

-- How far the ledger was shipped. Notes that it was heard of, where it says what its clock shows; but not each time.
CREATE FUNCTION paydesk.head(p_now bigint) RETURNS TABLE (
    version integer, ledger bytea, public_key bytea, epoch integer, head bigint, hash bytea, chain bytea, held text, resealed_key bigint,
    resealed bigint, now bigint
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE l paydesk.ledgers; at_centre bigint := paydesk.now_ms();
BEGIN
    l := paydesk.own_ledger();
    IF p_now IS NOT NULL AND (at_centre - coalesce(l.contact_at, 0) >= 10000 OR abs(p_now - at_centre - coalesce(l.skew, 0)) > 1000) THEN
        UPDATE paydesk.ledgers t SET contact_at = at_centre, skew = p_now - at_centre WHERE t.number = l.number;
    END IF;
    RETURN QUERY SELECT (SELECT max(v.version) FROM paydesk.version v), l.ledger, l.public_key, l.epoch, l.head, l.hash, l.chain, l.held,
        l.resealed_key, l.resealed, at_centre;
END $$;

-- The hash of a fact that was shipped, to find where two branches part.
CREATE FUNCTION paydesk.hash_of(p_seq bigint) RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE l paydesk.ledgers;
BEGIN
    l := paydesk.own_ledger();
    RETURN (SELECT f.hash FROM paydesk.facts f WHERE f.ledger = l.number AND f.seq = p_seq);
END $$;

-- Takes the next facts of a ledger, all or none: 'ok'; 'again' where they do not begin after the newest one here, or are chained to
-- another one; 'held'. After a fork, the branch that counts goes on to be taken: so nothing of it is lost if the other one is decided for.
CREATE FUNCTION paydesk.append(
    p_first bigint, p_before bytea,
    p_at bigint[], p_utc_offset integer[], p_till integer[], p_operator integer[], p_approver integer[], p_kind integer[],
    p_body bytea[], p_key_id bigint[], p_hash bytea[],
    t_seq bigint[], t_id text[], t_payment bigint[], t_created_at bigint[], t_utc_offset integer[], t_till integer[],
    t_amount bigint[], t_vat bigint[], t_installments integer[], t_card_head text[], t_card_tail text[], t_card_digits integer[],
    t_request_id text[],
    s_seq bigint[], s_key_id bigint[], s_message bytea[],
    i_seq bigint[], i_key_id bigint[], i_original bytea[], i_digest bytea[], i_name bytea[],
    p_chain bytea, p_signature bytea, p_now bigint
) RETURNS text STRICT LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    l paydesk.ledgers;
    p_last bigint := p_first + cardinality(p_hash) - 1;
    at_centre bigint := paydesk.now_ms();
    chained bytea;
    missing bigint;
BEGIN
    l := paydesk.own_ledger();
    IF cardinality(p_hash) NOT BETWEEN 1 AND 1000 THEN
        RAISE EXCEPTION 'a shipment has 1 to 1000 facts' USING ERRCODE = 'PD002';
    END IF;
    IF p_first <> l.head + 1 OR p_before <> l.hash THEN
        RETURN 'again';
    END IF;
    IF l.held = 'rollback' THEN
        RETURN 'held';
    END IF;
    -- What no ledger ships would be in the way of all shops: a sum that is too large, a time that comes first for ever.
    IF EXISTS (SELECT FROM unnest(t_id, t_amount, t_vat, t_created_at, t_utc_offset, t_till, t_installments, t_card_digits)
            AS u (id, amount, vat, created_at, utc_offset, till, installments, card_digits)
            WHERE u.id !~ '^[0-9A-Z]{20}$' OR u.amount NOT BETWEEN 1 AND 1000000000 OR u.vat NOT BETWEEN 0 AND u.amount
            OR u.created_at NOT BETWEEN 0 AND 253402300799999 OR u.utc_offset NOT BETWEEN -1440 AND 1440
            OR u.till NOT BETWEEN 1 AND 99 OR u.installments NOT BETWEEN 0 AND 12 OR u.card_digits NOT BETWEEN 1 AND 32)
        OR EXISTS (SELECT FROM unnest(p_at, p_utc_offset, p_till, p_kind, p_body) AS u (at, utc_offset, till, kind, body)
            WHERE u.at NOT BETWEEN -62135596800000 AND 253402300799999 OR u.utc_offset NOT BETWEEN -1440 AND 1440
            OR u.till NOT BETWEEN 1 AND 99 OR u.kind NOT BETWEEN 1 AND 255 OR length(u.body) = 0)
    THEN
        RAISE EXCEPTION 'a value that no ledger ships' USING ERRCODE = 'PD003';
    END IF;
    -- A branch that was left or decided against does not come back because it is there before the one that counts.
    CASE (SELECT max(b.verdict) FROM paydesk.branches b WHERE b.ledger = l.number AND b.first = p_first AND b.hash = p_hash[1]
        AND b.verdict IN ('left', 'refused'))
        WHEN 'refused' THEN RETURN 'refused';
        WHEN 'left' THEN RETURN 'left';
        ELSE NULL;
    END CASE;

    WITH f AS (
        SELECT p_first + n - 1 AS seq, u.* FROM unnest(p_at, p_utc_offset, p_till, p_operator, p_approver, p_kind, p_body, p_key_id, p_hash)
            WITH ORDINALITY AS u (at, utc_offset, till, operator, approver, kind, body, key_id, hash, n)
    ), t AS (
        SELECT * FROM unnest(t_seq, t_id, t_payment, t_created_at, t_utc_offset, t_till, t_amount, t_vat, t_installments, t_card_head,
            t_card_tail, t_card_digits, t_request_id) AS u (seq, id, payment, created_at, utc_offset, till, amount, vat, installments,
            card_head, card_tail, card_digits, request_id)
    )
    SELECT sha256(l.chain || string_agg(
        int8send(f.seq) || int8send(f.at) || int4send(f.utc_offset) || int4send(f.till)
        || coalesce('\x01'::bytea || int8send(f.operator), '\x00'::bytea)
        || coalesce('\x01'::bytea || int8send(f.approver), '\x00'::bytea)
        || int4send(f.kind) || int8send(length(f.body)) || f.body || int8send(f.key_id) || f.hash
        || CASE WHEN t.seq IS NULL THEN ''::bytea ELSE
            convert_to(t.id, 'UTF8')
            || coalesce('\x01'::bytea || int8send(t.payment), '\x00'::bytea)
            || coalesce('\x01'::bytea || int8send(t.created_at), '\x00'::bytea)
            || int4send(t.utc_offset) || int4send(t.till) || int8send(t.amount) || int8send(t.vat) || int4send(t.installments)
            || convert_to(t.card_head, 'UTF8') || int8send(length(t.card_tail)) || convert_to(t.card_tail, 'UTF8')
            || int4send(t.card_digits)
            || int8send(length(convert_to(coalesce(t.request_id, ''), 'UTF8'))) || convert_to(coalesce(t.request_id, ''), 'UTF8')
        END, ''::bytea ORDER BY f.seq)),
        count(*) FILTER (WHERE (f.kind IN (1, 2)) <> (t.seq IS NOT NULL) OR (f.kind = 2) IS DISTINCT FROM (t.payment IS NOT NULL))
    INTO chained, missing FROM f LEFT JOIN t ON t.seq = f.seq;
    IF chained <> p_chain OR missing > 0 OR coalesce(cardinality(t_seq), 0) <> (SELECT count(*) FROM unnest(p_kind) AS k (kind) WHERE kind IN (1, 2))
    THEN
        RAISE EXCEPTION 'a shipment is not what was signed' USING ERRCODE = 'PD003';
    END IF;

    INSERT INTO paydesk.facts (ledger, seq, epoch, at, utc_offset, till, operator, approver, kind, body, key_id, hash)
    SELECT l.number, p_first + n - 1, l.epoch, u.at, u.utc_offset, u.till, u.operator, u.approver, u.kind, u.body, u.key_id, u.hash
    FROM unnest(p_at, p_utc_offset, p_till, p_operator, p_approver, p_kind, p_body, p_key_id, p_hash)
        WITH ORDINALITY AS u (at, utc_offset, till, operator, approver, kind, body, key_id, hash, n);
    INSERT INTO paydesk.transactions (ledger, seq, id, payment, created_at, utc_offset, till, amount, vat, installments, card_head,
        card_tail, card_digits, request_id, remaining, remaining_vat)
    SELECT l.number, u.seq, u.id, u.payment, u.created_at, u.utc_offset, u.till, u.amount, u.vat, u.installments, u.card_head,
        u.card_tail, u.card_digits, u.request_id,
        CASE WHEN u.payment IS NULL THEN u.amount END, CASE WHEN u.payment IS NULL THEN u.vat END
    FROM unnest(t_seq, t_id, t_payment, t_created_at, t_utc_offset, t_till, t_amount, t_vat, t_installments, t_card_head,
        t_card_tail, t_card_digits, t_request_id) AS u (seq, id, payment, created_at, utc_offset, till, amount, vat, installments,
        card_head, card_tail, card_digits, request_id);
    PERFORM paydesk.count_transactions(l.number, p_first, p_last, 1);
    IF p_kind && ARRAY[19, 33, 35] THEN
        PERFORM paydesk.derive(l.number, p_first, p_last);
    END IF;
    PERFORM paydesk.keep_sealed(l.number, p_last, s_seq, s_key_id, s_message, i_seq, i_key_id, i_original, i_digest, i_name);
    INSERT INTO paydesk.shipments (ledger, epoch, first, last, hash, chain, signature, arrived_at)
    VALUES (l.number, l.epoch, p_first, p_last, p_hash[cardinality(p_hash)], chained, p_signature, at_centre);
    UPDATE paydesk.ledgers t SET restored = greatest(t.restored, (
            SELECT max((convert_from(substr(u.body, 2), 'UTF8')::json -> 'restore' ->> 'epoch')::integer)
            FROM unnest(p_kind, p_body) AS u (kind, body) WHERE u.kind = 13)),
        head = p_last, hash = p_hash[cardinality(p_hash)], chain = chained, newest_at = p_at[cardinality(p_at)],
        contact_at = at_centre, skew = p_now - at_centre
    WHERE t.number = l.number;
    RETURN 'ok';
END $$;

-- Adds what the payments and cancels of a range come to, or takes it away: what remains of payments, and the sums of days.
CREATE FUNCTION paydesk.count_transactions(p_ledger integer, p_first bigint, p_last bigint, p_sign integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE paydesk.transactions p SET remaining = p.remaining - p_sign * c.amount, remaining_vat = p.remaining_vat - p_sign * c.vat
    FROM (
        SELECT t.payment, sum(t.amount)::bigint AS amount, sum(t.vat)::bigint AS vat FROM paydesk.transactions t
        WHERE t.ledger = p_ledger AND t.seq BETWEEN p_first AND p_last AND t.payment IS NOT NULL GROUP BY t.payment
    ) c WHERE p.ledger = p_ledger AND p.seq = c.payment;
    INSERT INTO paydesk.days AS d (ledger, day, utc_offset, payments, paid, paid_vat, cancels, cancelled, cancelled_vat)
    SELECT p_ledger, paydesk.day_of(t.created_at, t.utc_offset), t.utc_offset,
        p_sign * count(*) FILTER (WHERE t.payment IS NULL),
        p_sign * coalesce(sum(t.amount) FILTER (WHERE t.payment IS NULL), 0)::bigint,
        p_sign * coalesce(sum(t.vat) FILTER (WHERE t.payment IS NULL), 0)::bigint,
        p_sign * count(*) FILTER (WHERE t.payment IS NOT NULL),
        p_sign * coalesce(sum(t.amount) FILTER (WHERE t.payment IS NOT NULL), 0)::bigint,
        p_sign * coalesce(sum(t.vat) FILTER (WHERE t.payment IS NOT NULL), 0)::bigint
    FROM paydesk.transactions t WHERE t.ledger = p_ledger AND t.seq BETWEEN p_first AND p_last
    GROUP BY 2, 3
    ON CONFLICT (ledger, day, utc_offset) DO UPDATE SET payments = d.payments + excluded.payments, paid = d.paid + excluded.paid,
        paid_vat = d.paid_vat + excluded.paid_vat, cancels = d.cancels + excluded.cancels,
        cancelled = d.cancelled + excluded.cancelled, cancelled_vat = d.cancelled_vat + excluded.cancelled_vat;
END $$;

-- What facts of a range say beside payments and cancels.
CREATE FUNCTION paydesk.derive(p_ledger integer, p_first bigint, p_last bigint) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO paydesk.memos (ledger, seq, fact, text)
    SELECT p_ledger, (m.says ->> 'transaction')::bigint, m.seq, m.says ->> 'text'
    FROM (SELECT f.seq, convert_from(substr(f.body, 2), 'UTF8')::json -> 'memo' AS says FROM paydesk.facts f
        WHERE f.ledger = p_ledger AND f.seq BETWEEN p_first AND p_last AND f.kind = 19) m;
    INSERT INTO paydesk.batches (ledger, from_seq, to_seq, number, fact)
    SELECT p_ledger, (b.says -> 'takes' -> 'new' ->> 'from')::bigint, (b.says -> 'takes' -> 'new' ->> 'to')::bigint,
        (b.says ->> 'number')::bigint, b.seq
    FROM (SELECT f.seq, convert_from(substr(f.body, 2), 'UTF8')::json -> 'hand_over' AS says FROM paydesk.facts f
        WHERE f.ledger = p_ledger AND f.seq BETWEEN p_first AND p_last AND f.kind = 33) b
    WHERE b.says -> 'takes' -> 'new' IS NOT NULL;
    INSERT INTO paydesk.answers (ledger, seq, batch, fact, result)
    SELECT p_ledger, again.seq::bigint, (b.says ->> 'number')::bigint, b.seq, 0
    FROM (SELECT f.seq, convert_from(substr(f.body, 2), 'UTF8')::json -> 'hand_over' AS says FROM paydesk.facts f
        WHERE f.ledger = p_ledger AND f.seq BETWEEN p_first AND p_last AND f.kind = 33) b,
        json_array_elements_text(b.says -> 'takes' -> 'again' -> 'transactions') AS again (seq);
    INSERT INTO paydesk.answers (ledger, seq, batch, fact, result, approval_number)
    SELECT p_ledger, (a.says ->> 'transaction')::bigint, (a.says ->> 'batch')::bigint, a.seq,
        CASE a.says ->> 'result' WHEN 'accepted' THEN 1 WHEN 'rejected' THEN 2 END, a.says ->> 'approval_number'
    FROM (SELECT f.seq, convert_from(substr(f.body, 2), 'UTF8')::json -> 'answer' AS says FROM paydesk.facts f
        WHERE f.ledger = p_ledger AND f.seq BETWEEN p_first AND p_last AND f.kind = 35) a;
END $$;

-- Keeps what is sealed of facts up to a number; what was sealed with a newer key, or again with the same, takes the place of the older.
CREATE FUNCTION paydesk.keep_sealed(
    p_ledger integer, p_last bigint, s_seq bigint[], s_key_id bigint[], s_message bytea[],
    i_seq bigint[], i_key_id bigint[], i_original bytea[], i_digest bytea[], i_name bytea[]
) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO paydesk.sealed AS s (ledger, seq, key_id, message)
    SELECT p_ledger, u.seq, u.key_id, u.message FROM unnest(s_seq, s_key_id, s_message) AS u (seq, key_id, message)
    WHERE u.seq <= p_last
    ON CONFLICT (ledger, seq) DO UPDATE SET key_id = excluded.key_id, message = excluded.message WHERE excluded.key_id >= s.key_id;
    INSERT INTO paydesk.imported AS i (ledger, seq, key_id, original, digest, name)
    SELECT p_ledger, u.seq, u.key_id, u.original, u.digest, u.name
    FROM unnest(i_seq, i_key_id, i_original, i_digest, i_name) AS u (seq, key_id, original, digest, name) WHERE u.seq <= p_last
    ON CONFLICT (ledger, seq) DO UPDATE SET key_id = excluded.key_id, original = excluded.original, digest = excluded.digest,
        name = excluded.name WHERE excluded.key_id >= i.key_id;
END $$;

-- Takes what was sealed again with a newer key, up to a number.
CREATE FUNCTION paydesk.reseal(
    p_key_id bigint, p_until bigint, s_seq bigint[], s_key_id bigint[], s_message bytea[],
    i_seq bigint[], i_key_id bigint[], i_original bytea[], i_digest bytea[], i_name bytea[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE l paydesk.ledgers;
BEGIN
    l := paydesk.own_ledger();
    -- A key that no keyring has would keep every later one out.
    IF p_key_id NOT BETWEEN 1 AND 1000000 OR p_until > l.head OR EXISTS (SELECT FROM unnest(s_key_id || i_key_id) AS k (id) WHERE id <> p_key_id) THEN
        RAISE EXCEPTION 'not what was sealed again' USING ERRCODE = 'PD002';
    END IF;
    PERFORM paydesk.keep_sealed(l.number, l.head, s_seq, s_key_id, s_message, i_seq, i_key_id, i_original, i_digest, i_name);
    UPDATE paydesk.ledgers t SET resealed_key = p_key_id, resealed = p_until WHERE t.number = l.number;
END $$;

-- Puts the facts after a number aside, as a branch. What they came to is taken away again.
CREATE FUNCTION paydesk.leave_branch(p_ledger integer, p_after bigint, p_verdict text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    p_branch integer := (SELECT coalesce(max(b.branch), 0) + 1 FROM paydesk.branches b WHERE b.ledger = p_ledger);
    p_last bigint := (SELECT max(f.seq) FROM paydesk.facts f WHERE f.ledger = p_ledger);
BEGIN
    IF p_last IS NULL OR p_last <= p_after THEN
        RETURN;
    END IF;
    INSERT INTO paydesk.branches (ledger, branch, first, hash, verdict, at)
    SELECT p_ledger, p_branch, f.seq, f.hash, p_verdict, paydesk.now_ms() FROM paydesk.facts f
    WHERE f.ledger = p_ledger AND f.seq = p_after + 1;
    PERFORM paydesk.count_transactions(p_ledger, p_after + 1, p_last, -1);
    INSERT INTO paydesk.branch_facts SELECT f.*, p_branch FROM paydesk.facts f WHERE f.ledger = p_ledger AND f.seq > p_after;
    INSERT INTO paydesk.branch_transactions
        SELECT t.*, p_branch FROM paydesk.transactions t WHERE t.ledger = p_ledger AND t.seq > p_after;
    INSERT INTO paydesk.branch_sealed SELECT s.*, p_branch FROM paydesk.sealed s WHERE s.ledger = p_ledger AND s.seq > p_after;
    INSERT INTO paydesk.branch_imported SELECT i.*, p_branch FROM paydesk.imported i WHERE i.ledger = p_ledger AND i.seq > p_after;
    DELETE FROM paydesk.facts f WHERE f.ledger = p_ledger AND f.seq > p_after;
    DELETE FROM paydesk.transactions t WHERE t.ledger = p_ledger AND t.seq > p_after;
    DELETE FROM paydesk.memos m WHERE m.ledger = p_ledger AND m.fact > p_after;
    DELETE FROM paydesk.batches b WHERE b.ledger = p_ledger AND b.fact > p_after;
    DELETE FROM paydesk.answers a WHERE a.ledger = p_ledger AND a.fact > p_after;
    DELETE FROM paydesk.sealed s WHERE s.ledger = p_ledger AND s.seq > p_after;
    DELETE FROM paydesk.imported i WHERE i.ledger = p_ledger AND i.seq > p_after;
END $$;

-- Begins a branch after a fact: the next one is shipped from there.
CREATE FUNCTION paydesk.begin_epoch(p_ledger integer, p_after bigint, p_verdict text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    l paydesk.ledgers;
    p_epoch integer;
    common bytea;
    begun bytea;
BEGIN
    SELECT * INTO l FROM paydesk.ledgers t WHERE t.number = p_ledger FOR UPDATE;
    p_epoch := l.epoch + 1;
    common := coalesce((SELECT f.hash FROM paydesk.facts f WHERE f.ledger = p_ledger AND f.seq = p_after),
        decode(repeat('00', 32), 'hex'));
    PERFORM paydesk.leave_branch(p_ledger, p_after, p_verdict);
    begun := sha256(convert_to('paydesk epoch', 'UTF8') || l.ledger || int4send(p_epoch) || int8send(p_after) || common);
    INSERT INTO paydesk.epochs (ledger, epoch, after, hash, chain, at)
    VALUES (p_ledger, p_epoch, p_after, common, begun, paydesk.now_ms());
    UPDATE paydesk.ledgers t SET epoch = p_epoch, head = p_after, hash = common, chain = begun, held = NULL, held_at = NULL,
        newest_at = (SELECT f.at FROM paydesk.facts f WHERE f.ledger = p_ledger AND f.seq = p_after),
        resealed = least(t.resealed, p_after)
    WHERE t.number = p_ledger;
END $$;

-- A ledger says that it was restored from a copy, for which time: it goes on after a fact that it has in common with what is here. Of two
-- that were restored from one copy, the second is a fork.
CREATE FUNCTION paydesk.declare_restore(p_restored integer, p_after bigint, p_hash bytea, p_next bytea) RETURNS text STRICT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE l paydesk.ledgers;
BEGIN
    l := paydesk.own_ledger();
    IF EXISTS (SELECT FROM paydesk.branches b WHERE b.ledger = l.number AND b.first = p_after + 1 AND b.hash = p_next
        AND b.verdict = 'refused') THEN
        RETURN 'refused';
    END IF;
    IF p_restored <= l.restored OR p_after NOT BETWEEN 1 AND l.head
        OR p_hash IS DISTINCT FROM (SELECT f.hash FROM paydesk.facts f WHERE f.ledger = l.number AND f.seq = p_after) THEN
        RETURN 'again';
    END IF;
    IF l.held = 'fork' THEN
        RETURN 'held';
    END IF;
    PERFORM paydesk.begin_epoch(l.number, p_after, 'left');
    UPDATE paydesk.ledgers t SET restored = p_restored WHERE t.number = l.number;
    RETURN 'ok';
END $$;

-- A ledger has another fact under a number that is here: 'held', until an owner decides; 'refused', once one has decided against it; 'full'
-- where so many wait for a decision that nothing of this one is taken.
CREATE FUNCTION paydesk.report_fork(p_first bigint, p_hash bytea) RETURNS text STRICT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE l paydesk.ledgers; known text;
BEGIN
    l := paydesk.own_ledger();
    SELECT b.verdict INTO known FROM paydesk.branches b
    WHERE b.ledger = l.number AND b.first = p_first AND b.hash = p_hash AND b.verdict <> 'adopted' ORDER BY b.branch DESC LIMIT 1;
    IF known = 'refused' THEN
        RETURN 'refused';
    END IF;
    -- What a restore has left goes on somewhere: the machine that was restored is not the only one.
    IF known = 'left' THEN
        UPDATE paydesk.branches b SET verdict = 'pending'
        WHERE b.ledger = l.number AND b.first = p_first AND b.hash = p_hash AND b.verdict = 'left';
    END IF;
    IF known IS NULL THEN
        IF p_first NOT BETWEEN 1 AND l.head THEN
            RETURN 'again';
        END IF;
        IF (SELECT count(*) FROM paydesk.branches b WHERE b.ledger = l.number AND b.verdict = 'pending') >= 16 THEN
            RETURN 'full';
        END IF;
        IF p_hash IS NOT DISTINCT FROM (SELECT f.hash FROM paydesk.facts f WHERE f.ledger = l.number AND f.seq = p_first) THEN
            RETURN 'again';
        END IF;
        INSERT INTO paydesk.branches (ledger, branch, first, hash, verdict, at)
        SELECT l.number, coalesce(max(b.branch), 0) + 1, p_first, p_hash, 'pending', paydesk.now_ms()
        FROM paydesk.branches b WHERE b.ledger = l.number;
    END IF;
    UPDATE paydesk.ledgers t SET held = 'fork', held_at = coalesce(CASE WHEN t.held = 'fork' THEN t.held_at END, paydesk.now_ms())
    WHERE t.number = l.number;
    RETURN 'held';
END $$;

-- A ledger has less than is here, and nothing else: it was rolled back.
CREATE FUNCTION paydesk.report_rollback(p_head bigint, p_hash bytea) RETURNS text STRICT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE l paydesk.ledgers;
BEGIN
    l := paydesk.own_ledger();
    IF p_head >= l.head OR (p_head > 0 AND p_hash IS DISTINCT FROM
        (SELECT f.hash FROM paydesk.facts f WHERE f.ledger = l.number AND f.seq = p_head)) THEN
        RETURN 'again';
    END IF;
    UPDATE paydesk.ledgers t SET held = coalesce(t.held, 'rollback'), held_at = coalesce(t.held_at, paydesk.now_ms())
    WHERE t.number = l.number;
    RETURN 'held';
END $$;

-- A ledger that was rolled back has again what is here.
CREATE FUNCTION paydesk.report_recovery(p_hash bytea) RETURNS text STRICT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE l paydesk.ledgers;
BEGIN
    l := paydesk.own_ledger();
    IF l.held IS DISTINCT FROM 'rollback' OR p_hash <> l.hash THEN
        RETURN 'again';
    END IF;
    UPDATE paydesk.ledgers t SET held = NULL, held_at = NULL WHERE t.number = l.number;
    RETURN 'ok';
END $$;

-- Takes facts of the branch that a ledger has reported, so that nothing of it is lost whatever is decided.
CREATE FUNCTION paydesk.append_branch(
    p_fork bigint, p_fork_hash bytea, p_first bigint,
    p_at bigint[], p_utc_offset integer[], p_till integer[], p_operator integer[], p_approver integer[], p_kind integer[],
    p_body bytea[], p_key_id bigint[], p_hash bytea[],
    t_seq bigint[], t_id text[], t_payment bigint[], t_created_at bigint[], t_utc_offset integer[], t_till integer[],
    t_amount bigint[], t_vat bigint[], t_installments integer[], t_card_head text[], t_card_tail text[], t_card_digits integer[],
    t_request_id text[],
    s_seq bigint[], s_key_id bigint[], s_message bytea[],
    i_seq bigint[], i_key_id bigint[], i_original bytea[], i_digest bytea[], i_name bytea[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE l paydesk.ledgers; p_branch integer;
BEGIN
    l := paydesk.own_ledger();
    SELECT max(b.branch) INTO p_branch FROM paydesk.branches b
    WHERE b.ledger = l.number AND b.first = p_fork AND b.hash = p_fork_hash AND b.verdict = 'pending';
    IF p_branch IS NULL OR p_first <> coalesce((SELECT max(f.seq) FROM paydesk.branch_facts f WHERE f.ledger = l.number
            AND f.branch = p_branch), p_fork - 1) + 1 OR p_first = p_fork AND p_hash[1] <> p_fork_hash OR cardinality(p_hash) NOT BETWEEN 1 AND 1000 THEN
        RAISE EXCEPTION 'no such branch' USING ERRCODE = 'PD002';
    END IF;
    INSERT INTO paydesk.branch_facts (ledger, seq, epoch, at, utc_offset, till, operator, approver, kind, body, key_id, hash, branch)
    -- Of no epoch: nothing of it is signed.
    SELECT l.number, p_first + n - 1, -1, u.at, u.utc_offset, u.till, u.operator, u.approver, u.kind, u.body, u.key_id, u.hash, p_branch
    FROM unnest(p_at, p_utc_offset, p_till, p_operator, p_approver, p_kind, p_body, p_key_id, p_hash)
        WITH ORDINALITY AS u (at, utc_offset, till, operator, approver, kind, body, key_id, hash, n)
    ON CONFLICT DO NOTHING;
    INSERT INTO paydesk.branch_transactions (ledger, seq, id, payment, created_at, utc_offset, till, amount, vat, installments, card_head,
        card_tail, card_digits, request_id, branch)
    SELECT l.number, u.seq, u.id, u.payment, u.created_at, u.utc_offset, u.till, u.amount, u.vat, u.installments, u.card_head,
        u.card_tail, u.card_digits, u.request_id, p_branch
    FROM unnest(t_seq, t_id, t_payment, t_created_at, t_utc_offset, t_till, t_amount, t_vat, t_installments, t_card_head,
        t_card_tail, t_card_digits, t_request_id) AS u (seq, id, payment, created_at, utc_offset, till, amount, vat, installments,
        card_head, card_tail, card_digits, request_id)
    ON CONFLICT DO NOTHING;
    INSERT INTO paydesk.branch_sealed (ledger, seq, key_id, message, branch)
    SELECT l.number, u.seq, u.key_id, u.message, p_branch FROM unnest(s_seq, s_key_id, s_message) AS u (seq, key_id, message)
    WHERE u.seq >= p_fork ON CONFLICT DO NOTHING;
    INSERT INTO paydesk.branch_imported (ledger, seq, key_id, original, digest, name, branch)
    SELECT l.number, u.seq, u.key_id, u.original, u.digest, u.name, p_branch
    FROM unnest(i_seq, i_key_id, i_original, i_digest, i_name) AS u (seq, key_id, original, digest, name)
    WHERE u.seq >= p_fork ON CONFLICT DO NOTHING;
END $$;

-- How far the reported branch was taken.
CREATE FUNCTION paydesk.branch_head(p_fork bigint, p_fork_hash bytea) RETURNS bigint STRICT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE l paydesk.ledgers;
BEGIN
    l := paydesk.own_ledger();
    RETURN (SELECT coalesce(max(f.seq), p_fork - 1) FROM paydesk.branch_facts f JOIN paydesk.branches b
        ON b.ledger = f.ledger AND b.branch = f.branch
        WHERE b.ledger = l.number AND b.first = p_fork AND b.hash = p_fork_hash AND b.verdict = 'pending');
END $$;

-- An owner decides: what is here counts, and what was reported is refused (branch 0); or a reported branch counts, which its ledger then
-- ships.
CREATE FUNCTION paydesk.decide(p_ledger integer, p_branch integer) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE l paydesk.ledgers; b paydesk.branches;
BEGIN
    SELECT * INTO l FROM paydesk.ledgers t WHERE t.number = p_ledger FOR UPDATE;
    IF l.held IS NULL THEN
        RETURN 'not_held';
    END IF;
    IF p_branch = 0 THEN
        UPDATE paydesk.branches t SET verdict = 'refused' WHERE t.ledger = p_ledger AND t.verdict = 'pending';
        UPDATE paydesk.ledgers t SET held = NULL, held_at = NULL WHERE t.number = p_ledger;
        RETURN 'ok';
    END IF;
    SELECT * INTO b FROM paydesk.branches t WHERE t.ledger = p_ledger AND t.branch = p_branch AND t.verdict = 'pending';
    IF NOT FOUND THEN
        RETURN 'no_branch';
    END IF;
    UPDATE paydesk.branches t SET verdict = CASE WHEN t.branch = p_branch THEN 'adopted' ELSE 'refused' END
    WHERE t.ledger = p_ledger AND t.verdict = 'pending';
    PERFORM paydesk.begin_epoch(p_ledger, b.first - 1, 'refused');
    RETURN 'ok';
END $$;

-- Who may do what. Nobody may do anything that is not said here.
REVOKE ALL ON SCHEMA paydesk FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA paydesk FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA paydesk FROM PUBLIC;
DO $$
DECLARE r text;
BEGIN
    FOREACH r IN ARRAY ARRAY['paydesk_till', 'paydesk_head_office'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = r) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', r);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                -- Another database of this server was set up at the same moment.
                NULL;
            END;
        END IF;
    END LOOP;
    IF EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'public') THEN
        REVOKE ALL ON SCHEMA public FROM PUBLIC;
    END IF;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO paydesk_till, paydesk_head_office', current_database());
END $$;
GRANT USAGE ON SCHEMA paydesk TO paydesk_till, paydesk_head_office;
GRANT EXECUTE ON FUNCTION paydesk.head, paydesk.hash_of, paydesk.append, paydesk.reseal, paydesk.declare_restore, paydesk.report_fork,
    paydesk.report_rollback, paydesk.report_recovery, paydesk.append_branch, paydesk.branch_head TO paydesk_till;
GRANT SELECT ON paydesk.version, paydesk.ledgers, paydesk.epochs, paydesk.transactions, paydesk.days, paydesk.memos, paydesk.batches,
    paydesk.answers, paydesk.shipments, paydesk.branches TO paydesk_head_office;
-- Of the facts head office reads payments, cancels, memos, batches and answers; those of people, settings and keys are for shops alone. A
-- policy, and not a view: it is looked at before any condition of whoever asks, and the index is used all the same.
GRANT SELECT (ledger, seq, at, utc_offset, operator, approver, kind, body) ON paydesk.facts TO paydesk_head_office;
ALTER TABLE paydesk.facts ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON paydesk.facts FOR SELECT TO paydesk_head_office USING (kind IN (1, 2, 19, 33, 35));
GRANT SELECT (ledger, branch, seq) ON paydesk.branch_facts, paydesk.branch_transactions TO paydesk_head_office;
-- Nobody stores anything else here.
DO $$
DECLARE f text;
BEGIN
    FOR f IN SELECT p.oid::regprocedure::text FROM pg_catalog.pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace
        AND p.proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_import', 'lo_open', 'lo_put', 'lowrite') LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    END LOOP;
EXCEPTION WHEN insufficient_privilege THEN
    -- An owner of the database who does not own the server.
    NULL;
END $$;
INSERT INTO paydesk.version (version) VALUES (1);

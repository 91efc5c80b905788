"""A case whole, as whoever acts may see it, in one statement that PostgreSQL plans once in a connection.

Planning the statement takes many times as long as running it; a function keeps its plan. The policies of seven parts, each
asking again whether the case is seen, took most of the rest: the function asks once, in the very words of the policy of
cases, and reads the parts as their owner. A test calls it as those who may not see the case.
"""

from django.db import migrations

from nenso.runtime.policies import VISIBLE

FUNCTION = f"""
CREATE FUNCTION nenso_case(wanted text) RETURNS text
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan
  LANGUAGE plpgsql AS $$
DECLARE
  key uuid;
BEGIN
  IF wanted ~ '^[0-9a-fA-F]{{8}}(-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}}$' THEN
    key := wanted::uuid;
  ELSE
    SELECT case_id INTO key FROM cases_casecode WHERE code = wanted;
  END IF;
  RETURN (
    SELECT json_build_object(
      'id', c.id, 'code', c.code, 'procedure', c.procedure, 'edition', c.edition_id, 'adaptation', c.adaptation_id,
      'agency', json_build_object('id', a.id, 'name', a.name, 'path', a.path::text),
      'receiving', json_build_object('id', r.id, 'name', r.name, 'path', r.path::text),
      'place', CASE WHEN p.id IS NOT NULL THEN json_build_object('code', p.code, 'name', p.path_name) END,
      'channel', c.channel, 'status', c.status, 'label', c.label, 'applicant_name', c.applicant_name,
      'mandate', c.mandate, 'form', c.form, 'documents', c.documents,
      'created_at', c.created_at, 'filed_at', c.filed_at, 'accepted_at', c.accepted_at, 'due_at', c.due_at,
      'waiting_since', c.waiting_since, 'finished_at', c.finished_at, 'delivered_at', c.delivered_at,
      'asks', c.asks, 'extensions', c.extensions, 'version', c.version, 'revision', c.revision,
      'records', c.created_records, 'confidential', c.confidential,
      'agency_paths', c.agency_paths::text[], 'persons', c.persons, 'readers', c.readers,
      'tasks', (
        SELECT json_agg(json_build_object(
          'id', t.id, 'step', t.step, 'round', t.round, 'kind', t.kind, 'role', t.role, 'party', t.party,
          'account', t.account, 'officer', (
            SELECT o.holder_name FROM agencies_post o
            WHERE o.account_id = t.account AND o.ended_at IS NULL ORDER BY o.agency_id = t.agency_id DESC LIMIT 1),
          'agency', t.agency_id, 'agency_name', (SELECT g.name FROM agencies_agency g WHERE g.id = t.agency_id),
          'opened_at', t.opened_at, 'due_at', t.due_at, 'closed_at', t.closed_at, 'action', t.action
        ) ORDER BY t.opened_at, t.id) FROM cases_task t WHERE t.case_id = c.id),
      'entries', (
        SELECT json_agg(json_build_object(
          'id', e.id, 'seq', e.seq, 'step', e.step, 'round', e.round, 'kind', e.kind, 'action', e.action, 'at', e.at,
          'account', e.account, 'person', e.person, 'actor', e.actor_name, 'agency', e.agency_id, 'role', e.role,
          'data', e.data, 'marks', e.marks, 'reason', e.reason
        ) ORDER BY e.seq) FROM cases_entry e WHERE e.case_id = c.id),
      'parties', (
        SELECT json_agg(json_build_object(
          'name', y.name, 'kind', y.kind, 'party_id', y.party_id, 'identifier', y.identifier, 'display', y.display,
          'mandate', y.mandate
        ) ORDER BY y.id) FROM cases_party y WHERE y.case_id = c.id),
      'payments', (
        SELECT json_agg(json_build_object(
          'id', m.id, 'step', m.step, 'agency', m.agency_id, 'amount', m.amount, 'state', m.state,
          'asked_at', m.asked_at, 'paid_at', m.paid_at, 'means', m.means, 'receipt', m.receipt, 'lines', (
            SELECT json_agg(json_build_object(
              'name', l.name, 'kind', l.kind, 'amount', l.amount, 'exempt', l.exempt, 'because', l.because
            ) ORDER BY l.seq) FROM payments_paymentline l WHERE l.case_id = m.case_id AND l.payment_id = m.id)
        ) ORDER BY m.id) FROM payments_payment m WHERE m.case_id = c.id),
      'results', (
        SELECT json_agg(json_build_object(
          'id', s.id, 'name', s.declared, 'title', s.name, 'number', s.number, 'state', s.state, 'sha256', s.sha256,
          'size', s.size, 'token', s.token, 'signed_at', s.signed_at, 'signers', s.signers, 'reason', s.reason,
          'successor', s.successor
        ) ORDER BY s.id) FROM results_signedresult s WHERE s.case_id = c.id),
      'slips', (
        SELECT json_agg(json_build_object('form', k.form_number, 'number', k.number, 'at', k.at)
          ORDER BY k.id) FROM cases_slip k WHERE k.case_id = c.id),
      'files', (
        SELECT json_agg(json_build_object(
          'id', f.id, 'document', f.document, 'filename', f.filename, 'sha256', f.sha256, 'size', f.size,
          'media_type', f.media_type, 'scanned', f.scanned, 'at', f.at, 'replaced_by', f.replaced_by
        ) ORDER BY f.id) FROM files_casefile f WHERE f.case_id = c.id)
    )::text
    FROM cases_case c
    JOIN agencies_agency a ON a.id = c.agency_id
    JOIN agencies_agency r ON r.id = c.receiving_id
    LEFT JOIN territory_place p ON p.id = c.place_id
    WHERE c.id = key AND ({VISIBLE})
  );
END $$;
COMMENT ON FUNCTION nenso_case(text) IS 'The case with this code or key as JSON, for who may see it; null for others';
REVOKE ALL ON FUNCTION nenso_case(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION nenso_case(text) TO nenso_app;
"""  # noqa: S608 - VISIBLE is ours


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_what_lives_with_a_case")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION nenso_case(text)")]

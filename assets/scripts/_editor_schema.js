// What may be written where the cursor stands, from the JSON Schema of the kind of file.
const resolve = (schema, root) => (schema?.$ref ? resolve(root.$defs[schema.$ref.split("/").pop()], root) : schema);

/** Every schema that may hold here: alternatives are laid beside one another. */
function* all(schema, root, depth = 0) {
  const found = resolve(schema, root);
  if (!found || depth > 6) return;
  yield found;
  for (const one of [...(found.anyOf ?? []), ...(found.oneOf ?? []), ...(found.allOf ?? [])]) yield* all(one, root, depth + 1);
}

const inside = (schemas, key, root) =>
  schemas.flatMap((one) => [one.properties?.[key], typeof one.additionalProperties === "object" && !one.properties?.[key] ? one.additionalProperties : null]).filter(Boolean).flatMap((one) => [...all(one, root)]);

const items = (schemas, root) => schemas.flatMap((one) => (one.items ? [...all(one.items, root)] : []));

/** The keys above a line, outermost first; "-" for an item of a list. */
function way(doc, number, indent) {
  const found = [];
  let left = indent;
  for (let at = number - 1; at >= 1 && left > 0; at--) {
    const text = doc.line(at).text;
    const key = /^(\s*)((?:- )*)([\w-]+):/.exec(text);
    if (!key || !text.trim()) continue;
    const dashes = key[2].length;
    const column = key[1].length + dashes;
    if (column < left) {
      found.unshift(key[3]);
      left = column;
      if (dashes) {
        found.unshift("-");
        left = key[1].length;
      }
    } else if (dashes && key[1].length < left && column === left) {
      found.unshift("-");
      left = key[1].length;
    }
  }
  return found;
}

const described = (name, schema, root) => ({ label: name, type: "property", apply: `${name}: `, info: [...all(schema, root)].find((one) => one.description)?.description });

/** A source of completions for CodeMirror, from the schema at `address`. */
export function completions(address) {
  let loaded;
  return async (context) => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const key = /^(\s*(?:- )*)([\w-]*)$/.exec(before);
    const value = /^(\s*(?:- )*)([\w-]+):\s+([\w-]*)$/.exec(before);
    const flow = /[{,]\s*([\w-]*)$/.exec(before);
    if (!(key || value || flow) || (!context.explicit && !/[\w-]$/.test(before))) return null;
    loaded ??= fetch(address, { credentials: "same-origin" }).then((answer) => answer.json());
    const root = await loaded;
    const head = (key ?? value)?.[1] ?? "";
    let here = [...all(root, root)];
    for (const step of way(context.state.doc, line.number, (key ?? value) ? head.length : line.text.search(/\S/))) here = step === "-" ? items(here, root) : inside(here, step, root);
    if (head.includes("- ")) here = items(here, root).length ? items(here, root) : here;
    if (value) {
      const words = inside(here, value[2], root).flatMap((one) => one.enum ?? (one.const === undefined ? one.type === "boolean" ? [true, false] : [] : [one.const]));
      return { from: context.pos - value[3].length, options: [...new Set(words)].map((word) => ({ label: String(word), type: "enum" })) };
    }
    if (flow && !key) {
      const inner = /([\w-]+):\s*\{[^{}]*$/.exec(before);
      here = inner ? inside(here, inner[1], root) : items(here, root);
    }
    const names = new Map(here.flatMap((one) => Object.entries(one.properties ?? {})));
    return { from: context.pos - (key?.[2] ?? flow[1]).length, options: [...names].map(([name, schema]) => described(name, schema, root)), validFor: /^[\w-]*$/ };
  };
}

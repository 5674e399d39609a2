// Pictures and attached files. Only what the sandbox itself holds is loaded; pictures from elsewhere show their words.

import { el, icon } from "./dom.js";
import { link } from "./links.js";

/** An image block or element. @param {any} ctx @param {any} image @param {"tiny"|"side"|"large"} size */
export function picture(ctx, image, size) {
  const source = held(image);
  if (source) return drawn(source, image.alt_text, size);
  if (size === "tiny") return el("span.no-picture.tiny", { role: "img", "aria-label": image.alt_text, title: image.alt_text });
  return el("span", { class: `no-picture ${size}` }, icon("file"), el("span", {}, image.alt_text), image.image_url && size === "large" && el("small", {}, link(ctx, image.image_url)));
}

function held(image) {
  if (image.slack_file?.id) return `/web/file/${encodeURIComponent(image.slack_file.id)}`;
  const inUrl = /\/files-pri\/([A-Z0-9]+)\//.exec(image.slack_file?.url ?? image.image_url ?? "");
  return inUrl ? `/web/file/${inUrl[1]}` : null;
}

function drawn(source, alt, size) {
  const node = el("img", { class: `picture ${size}`, src: source, alt, loading: "lazy" });
  node.addEventListener("error", () => node.replaceWith(el("span", { class: `no-picture ${size}` }, icon("file"), alt)), { once: true });
  return node;
}

/** @param {any[]} files  of a message */
export function attached(files) {
  return el("div.files", {}, files.map((file) => {
    if (file.file_access === "check_file_info") return el("div.file", {}, icon("file"), el("span", { text: "A file that only its own organisation can open" }));
    const href = `/web/file/${encodeURIComponent(file.id)}`;
    if (/^image\/(png|jpeg|gif|webp)$/.test(file.mimetype) && file.size) {
      return el("figure.file-picture", {}, el("figcaption", { text: file.title ?? file.name }), drawn(href, file.title ?? file.name, "large"));
    }
    const kind = file.pretty_type || "File";
    const name = file.size ? el("a", { href, download: file.name, text: file.title ?? file.name }) : el("span", { text: file.title ?? file.name });
    return el("div.file", {}, icon("file"), el("span", {}, name, el("small", { text: `${kind} · ${bytes(file.size)}` })));
  }));
}

function bytes(size) {
  if (!size) return "empty";
  if (size < 1024) return `${size} B`;
  return size < 1048576 ? `${(size / 1024).toFixed(1)} kB` : `${(size / 1048576).toFixed(1)} MB`;
}

/** A chosen file as the drive takes it. @param {File} file */
export async function toUpload(file) {
  const data = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
  return { name: file.name, mimetype: file.type, content_base64: btoa(text) };
}

// What the widget says, in English and French, and the shapes of what it exchanges with the desk.

/** @typedef {{id: string, title: string}} Suggestion */
/** @typedef {"contact" | "desk" | "operator"} Sender */
/** @typedef {{id: string, sender: Sender, text: string, suggestions: Suggestion[], number?: number, at?: string,
 *   kind?: string, locale?: string | null, operator?: string | null}} Entry one entry of the stream, or one to be */
/** @typedef {{text?: string, starter?: string, title?: string}} Said what a visitor says */
/** @typedef {Said & {id: string, page: string}} Post the same, with what is sent along */
/** @typedef {{name: string, away: boolean, starters: Suggestion[], theme: {accent: string | null},
 *   limits: {text: number}}} Config */
/** @typedef {{token: string, queue: Post[]}} Kept what stays in the browser between pages */
/** @typedef {"" | "connecting" | "lost" | "offline" | "slow" | "unavailable"} State */

const EN = {
  open: "Open the chat", unread: "Open the chat, unread messages: ", close: "Close the chat", chat: "Chat",
  start: "Start the chat", messages: "Messages", here: "We are here", away: "Away at the moment",
  box: "Your message", send: "Send", you: "You", team: "Our team", starters: "Suggested questions",
  sending: "Sending…", refused: "Not sent", long: "Characters too many: ", connecting: "Connecting…",
  lost: "The connection is lost. Trying again…", slow: "One moment, your message is about to leave…",
  offline: "You are offline. What you write leaves when you are back.",
  unavailable: "The chat is not available on this page.",
};
/** @type {typeof EN} */
const FR = {
  open: "Ouvrir la discussion", unread: "Ouvrir la discussion, messages non lus : ", close: "Fermer la discussion",
  chat: "Discussion", start: "Démarrer la discussion", messages: "Messages", here: "Nous sommes là",
  away: "Absents pour le moment", box: "Votre message", send: "Envoyer", you: "Vous", team: "Notre équipe",
  starters: "Questions proposées", sending: "Envoi…", refused: "Non envoyé", long: "Caractères en trop : ",
  connecting: "Connexion…", lost: "La connexion est perdue. Nouvel essai…",
  slow: "Un instant, votre message va partir…",
  offline: "Vous êtes hors ligne. Vos messages partiront à votre retour.",
  unavailable: "La discussion n'est pas disponible sur cette page.",
};

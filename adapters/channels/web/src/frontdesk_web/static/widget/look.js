// The widget's style sheet. Its `--fd-*` variables are the page's to set; `--_*` are its own.

/** Where the panel takes the whole screen, as a modal dialog. */
const COMPACT = "(max-width:479.98px),(max-height:419.98px)";

const LOOK = `
:host{all:initial;color-scheme:light dark;
--_a:var(--fd-accent,light-dark(#3d4ed8,#8f9bff));--_i:var(--fd-accent-ink,light-dark(#fff,#10122b));
--_t:var(--fd-accent,light-dark(#3d4ed8,#a9b2ff));--_s:var(--fd-surface,light-dark(#fff,#16181f));
--_x:var(--fd-text,light-dark(#1b1e28,#eceef4));--_m:var(--fd-muted,light-dark(#5a6072,#a4abbd));
--_l:var(--fd-line,light-dark(#e3e5ec,#31343f));--_b:var(--fd-bubble,light-dark(#f1f2f6,#242732));
--_r:var(--fd-radius,12px);--_n:light-dark(#b3261e,#ffb4ab);
--_e:var(--fd-inset-inline,20px);--_v:var(--fd-inset-block,20px);--_z:var(--fd-z,2147483000);
--_f:var(--fd-font,Inter,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif)}
:host([data-theme=light]){color-scheme:light}:host([data-theme=dark]){color-scheme:dark}
:host([hidden]),[hidden],:empty:is(.badge,.away,.note){display:none!important}
*,::before{box-sizing:border-box;margin:0}
.fd{font:400 15px/1.5 var(--_f);color:var(--_x);text-wrap:pretty}
button,textarea{font:inherit;color:inherit;border:1px solid transparent}
button{cursor:pointer;padding:0;touch-action:manipulation}
:focus-visible{outline:2px solid var(--_t);outline-offset:2px}
svg{display:block;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.launcher,.send,.close,.face{flex:none;display:grid;place-items:center;background:var(--_a);color:var(--_i)}
.launcher{position:fixed;z-index:var(--_z);inset-block-end:var(--_v);inset-inline-end:var(--_e);
width:56px;height:56px;border-radius:28px;box-shadow:0 1px 2px #0003,0 6px 20px #0003}
.badge{position:absolute;inset-block-start:-4px;inset-inline-end:-4px;min-width:22px;border-radius:11px;
padding:0 6px;font:600 12px/22px var(--_f);background:#b3261e;color:#fff}
dialog{border:1px solid var(--_l);padding:0;color:inherit;background:var(--_s);overflow:hidden}
dialog[open]{display:grid;grid-template:auto minmax(0,1fr) auto auto/minmax(0,1fr);position:fixed;z-index:var(--_z);
inset:auto;inset-block-end:calc(var(--_v) + 68px);inset-inline-end:var(--_e);
width:min(var(--fd-width,384px),100vw - 2*var(--_e));height:min(var(--fd-height,620px),100dvh - var(--_v) - 80px);
max-width:none;max-height:none;border-radius:var(--_r);box-shadow:0 2px 6px #0000001a,0 16px 48px #00000029}
header{display:flex;align-items:center;gap:12px;padding-block:12px;padding-inline:16px 8px;
border-block-end:1px solid var(--_l)}
.face{width:40px;height:40px;border-radius:20px;font-weight:600}
.face:empty{visibility:hidden}
.names{flex:1;min-width:0}
h2{font:600 16px/1.35 var(--_f);overflow-wrap:anywhere}
.away{display:flex;align-items:center;gap:6px;font-size:13px;color:var(--_m)}
.away::before{content:"";width:8px;height:8px;border-radius:4px;border:2px solid}
.here::before{color:light-dark(#177245,#4ec98a);background:currentColor}
.close,.send{width:44px;height:44px;border-radius:8px}
.close{background:none;color:var(--_m)}
.scroll{overflow-y:auto;overscroll-behavior:contain;padding:16px}
.scroll:focus-visible,textarea:focus-visible{outline-offset:-2px}
[role=log]{display:flex;flex-direction:column;align-items:flex-start;gap:4px}
time{align-self:center;font-size:12px;color:var(--_m);margin:8px 0 4px}
.row{max-width:85%;display:flex;flex-direction:column;align-items:flex-start;margin-block-start:8px}
.desk+.desk,.operator+.operator,.contact+.contact{margin-block-start:0}
.contact{align-self:flex-end;align-items:flex-end}
.bubble{padding:9px 13px;border:1px solid transparent;border-radius:var(--_r);border-end-start-radius:4px;
background:var(--_b);white-space:pre-wrap;overflow-wrap:anywhere;max-width:100%}
.contact .bubble{border-radius:var(--_r);border-end-end-radius:4px;background:var(--_a);color:var(--_i)}
a{color:inherit;text-underline-offset:2px}
.who,.note{font-size:12px;color:var(--_m);margin:3px 2px}
.who{font-weight:600}
.refused .note{color:var(--_n)}
ul{list-style:none;padding:0;margin-block-start:16px;display:flex;flex-wrap:wrap;gap:8px}
li,li button{max-width:100%}
li button,.start{min-height:44px;padding:8px 16px;border-radius:22px;border-color:var(--_l);background:var(--_s);
color:var(--_t);font-weight:500;text-align:start;overflow-wrap:anywhere}
.start{display:block;margin:24px auto}
.status{font-size:13px;color:var(--_m);padding:0 16px}
.status:not(:empty){padding-block-end:8px}
.wrong{color:var(--_n)}
form{display:flex;align-items:flex-end;gap:8px;padding:8px 12px max(12px,env(safe-area-inset-bottom));
border-block-start:1px solid var(--_l)}
textarea{flex:1;min-width:0;font-size:16px;line-height:24px;min-height:44px;max-height:132px;padding:9px 12px;
resize:none;field-sizing:content;border-color:light-dark(#868c9c,#6c7283);border-radius:8px;background:var(--_s)}
textarea::placeholder{color:var(--_m);opacity:1}
.send:dir(rtl) svg{transform:scaleX(-1)}
@media (hover:hover){.close:hover,li button:hover,.start:hover{background:var(--_b)}}
:host([inline]){display:block;height:var(--fd-height,620px)}
:host([inline]) :is(.launcher,.close){display:none}
:host([inline]) dialog{position:static;width:100%;height:100%;box-shadow:none}
:host([inline]) .fd{height:100%}
@media ${COMPACT}{:host(:not([inline])) dialog[open]{inset:var(--_o,0) 0 auto;width:100%;height:var(--_h,100dvh);
border:0;border-radius:0}}
@media (prefers-reduced-motion:no-preference){:host(:not([inline])) dialog[open]{animation:in .16s ease-out}
button{transition:background-color .12s}@keyframes in{from{opacity:0;transform:translateY(8px)}}}
@media (forced-colors:active){.launcher,.send,.face,.badge,.bubble,li button{border:1px solid}}
`;

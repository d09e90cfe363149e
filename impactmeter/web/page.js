// Runs before Streamlit's own script. Five things, explained in docs/decisions:
// 1. Streamlit's own words, most of them only for screen readers, are said in the reader's language.
// 2. Another record on the same page is begun at its top.
// 3. A page that is left alone warns before the session ends, and what was typed survives signing in again.
// 4. A drawing of ours can be kept as a PNG: the browser paints it, no server needs a browser for it.
// 5. In a narrow window the menu lies over the page: it closes once somebody chose from it.
"use strict";
(() => {
  document.documentElement.lang = impactmeter.language;

  // --- 1. words -----------------------------------------------------------------------------------------------------
  const exact = new Map();
  const patterns = [];
  for (const [theirs, ours] of Object.entries(impactmeter.labels)) {
    if (theirs.includes("{name}")) {
      const pattern = theirs.split("{name}").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("(.+)");
      patterns.push([new RegExp(`^${pattern}$`), ours]);
    } else {
      exact.set(theirs, ours);
    }
  }

  const said = (words) => {
    const trimmed = words.trim();
    if (exact.has(trimmed)) return words.replace(trimmed, exact.get(trimmed));
    for (const [pattern, ours] of patterns) {
      const found = trimmed.match(pattern);
      if (found) return words.replace(trimmed, ours.replace("{name}", found[1]));
    }
    return words;
  };

  const ATTRIBUTES = ["aria-label", "title", "placeholder"];
  // Only where Streamlit itself speaks. What somebody typed, or what a page says, is never touched.
  const SPEAKS = [
    '[data-testid="stSkipLink"]', '[data-testid="stSidebarNavViewButton"]', '[data-testid="InputInstructions"]',
    '[data-testid="stStatusWidget"]', '[data-testid="stTooltipContent"]', '[data-testid="stConnectionStatus"]',
    '[role="dialog"]', '[role="listbox"]', '[role="alert"]', 'a[href="#stMain"]', 'a[href^="#"]:first-child',
  ].join(",");

  const translateElement = (element) => {
    for (const name of ATTRIBUTES) {
      const words = element.getAttribute(name);
      if (!words) continue;
      const ours = said(words);
      if (ours !== words) element.setAttribute(name, ours);
    }
  };

  const translateText = (node) => {
    const words = node.nodeValue;
    if (!words || !words.trim() || !node.parentElement || !node.parentElement.closest(SPEAKS)) return;
    const ours = said(words);
    if (ours !== words) node.nodeValue = ours;
  };

  const translate = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return translateText(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return undefined;
    translateElement(root);
    root.querySelectorAll("[aria-label],[title],[placeholder]").forEach(translateElement);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) translateText(walker.currentNode);
    return undefined;
  };

  if (exact.size || patterns.length) {
    new MutationObserver((changes) => {
      for (const change of changes) {
        if (change.type === "attributes") translateElement(change.target);
        else if (change.type === "characterData") translateText(change.target);
        else change.addedNodes.forEach(translate);
      }
    }).observe(document, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
    });
  }

  // --- 2. another record --------------------------------------------------------------------------------------------
  // It begins at its top, for eyes and for screen readers: the page marks which it is.
  let record = null;
  new MutationObserver(() => {
    const mark = document.querySelector("[data-im-record]");
    const now = mark && mark.dataset.imRecord;
    if (!now || now === record) return;
    const isAnother = record !== null;
    record = now;
    if (!isAnother) return;
    const title = document.querySelector("h1");
    if (!title) return;
    title.tabIndex = -1;
    title.focus();
    title.scrollIntoView();
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-im-record"] });

  // --- 3. the session -----------------------------------------------------------------------------------------------
  const clock = () => Date.now() / 1000;
  const CHECK_EVERY = 5;
  const SETTLE = 1000; // milliseconds
  const LONGEST_RECONNECT = 15000;
  const TELL_EVERY = impactmeter.seen_seconds; // the server writes no oftener that somebody is there
  let endsAt = Infinity; // seconds on this browser's clock
  let latestEnd = Infinity;
  let who = null;
  let hasEnded = false;
  let isReconnecting = false;
  let asking = null;
  let idleSeconds = 0;
  let toldAt = 0;
  let notice = null;
  const sockets = new Set();

  // What Streamlit wants to send after the session ended would come back as "you are signed out" and take the typed
  // text with it. So nothing is sent then; after signing in again the connection is made anew and sends everything.
  class CarefulSocket extends window.WebSocket {
    constructor(...given) {
      super(...given);
      sockets.add(this);
      this.addEventListener("close", () => sockets.delete(this));
      this.addEventListener("open", () => {
        if (isReconnecting) window.setTimeout(release, SETTLE);
      });
    }

    send(data) {
      if (clock() >= endsAt) {
        ask("GET").then(() => {
          if (!hasEnded) super.send(data);
        });
        return;
      }
      super.send(data);
      toldAt = clock();
      if (who !== null) endsAt = Math.min(toldAt + idleSeconds - TELL_EVERY, latestEnd);
    }
  }
  window.WebSocket = CarefulSocket;

  const ask = (method) => {
    if (asking && method === "GET") return asking;
    asking = really(method).finally(() => { asking = null; });
    return asking;
  };

  const really = async (method) => {
    try {
      const answer = await fetch("/sessie", { method, cache: "no-store", headers: { Accept: "application/json" } });
      if (answer.status === 403) {
        const { why } = await answer.json();
        if (why === "out") window.location.reload(); // signed out on purpose: nothing stays on the screen
        else if (who !== null) end();
        return;
      }
      if (!answer.ok) return;
      const state = await answer.json();
      if (who !== null && state.who !== who) {
        window.location.reload(); // somebody else signed in: their page is not this one
        return;
      }
      who = state.who;
      idleSeconds = Math.max(idleSeconds, state.left);
      latestEnd = clock() + state.at_most;
      endsAt = clock() + state.left;
      if (hasEnded) goOn();
      else if (state.left > impactmeter.warn_seconds && !isReconnecting) clear();
    } catch {
      // no connection: Streamlit says so itself
    }
  };

  const clear = () => {
    if (notice) notice.remove();
    notice = null;
  };

  const show = (role, title, words, action) => {
    clear();
    notice = document.createElement("div");
    notice.id = "impactmeter-session";
    notice.setAttribute("role", role);
    notice.dataset.reactAriaTopLayer = "true"; // so that an open dialog of Streamlit does not make it unreachable
    Object.assign(notice.style, {
      position: "fixed", insetInline: "0", bottom: "0", zIndex: "1000000", padding: "1rem 1.25rem", display: "flex",
      flexWrap: "wrap", gap: ".75rem 1.25rem", alignItems: "center", background: "#fff6d6", color: "#1d1a0f",
      borderTop: "4px solid #7a5b00", fontFamily: "sans-serif", fontSize: "1.05rem", lineHeight: "1.45",
    });
    if (title) {
      const heading = document.createElement("strong");
      heading.id = "impactmeter-session-title";
      heading.textContent = title;
      notice.setAttribute("aria-labelledby", heading.id);
      notice.append(heading);
    }
    const sentence = document.createElement("span");
    sentence.textContent = words;
    sentence.style.flex = "1 1 18rem";
    notice.append(sentence, action);
    Object.assign(action.style, {
      font: "inherit", fontWeight: "600", padding: ".6rem 1rem", border: "0", borderRadius: ".5rem", cursor: "pointer",
      background: "#1d1a0f", color: "#ffffff", textDecoration: "none",
    });
    document.body.append(notice);
  };

  const signInLink = () => {
    const link = document.createElement("a");
    link.href = impactmeter.sign_in;
    link.target = "_blank";
    link.textContent = impactmeter.texts.sign_in;
    return link;
  };

  const warn = () => {
    if (notice) return;
    const left = Math.max(1, Math.round((endsAt - clock()) / 60));
    const isLast = endsAt >= latestEnd;
    let action = signInLink();
    if (!isLast) {
      action = document.createElement("button");
      action.textContent = impactmeter.texts.stay;
      action.addEventListener("click", () => ask("POST"));
    }
    show("alert", "", impactmeter.texts[isLast ? "last" : "warning"].replace("{minutes}", left), action);
  };

  let held = []; // everything but the notice, dialogs of Streamlit included, while the session is over

  const end = () => {
    if (hasEnded) return;
    hasEnded = true;
    endsAt = 0;
    const link = signInLink();
    show("alertdialog", impactmeter.texts.ended_title, impactmeter.texts.ended, link);
    held = [...document.body.children].filter((part) => part !== notice && !part.inert);
    held.forEach((part) => {
      part.inert = true;
      part.style.filter = "blur(5px)"; // whoever passes by reads nothing
    });
    link.focus();
  };

  // The old connection still carries the old session. Streamlit makes a new one by itself and sends what was typed;
  // until that is done its fields do not listen, so the page stays out of reach that long.
  const goOn = () => {
    hasEnded = false;
    isReconnecting = true;
    sockets.forEach((socket) => socket.close());
    window.setTimeout(release, LONGEST_RECONNECT);
  };

  const release = () => {
    if (!isReconnecting) return;
    isReconnecting = false;
    clear();
    held.forEach((part) => {
      part.inert = false;
      part.style.filter = "";
    });
  };

  const look = () => {
    if (who === null) return;
    const left = endsAt - clock();
    if (hasEnded) {
      if (!document.hidden) ask("GET");
    } else if (left <= 0 || (left <= impactmeter.warn_seconds && !notice)) {
      ask("GET").then(() => {
        if (!hasEnded && endsAt - clock() <= impactmeter.warn_seconds) warn();
      });
    }
  };

  // Typing for a long time in one field is being there too.
  const isThere = () => {
    if (who === null || hasEnded || clock() - toldAt < TELL_EVERY || clock() >= endsAt) return;
    toldAt = clock();
    ask("POST");
  };

  document.addEventListener("input", isThere, true);
  const comesBack = () => {
    if (who !== null && !document.hidden) ask("GET").then(look);
  };

  document.addEventListener("visibilitychange", comesBack);
  window.addEventListener("focus", comesBack);
  window.addEventListener("DOMContentLoaded", () => {
    toldAt = clock();
    ask("GET");
  });
  window.setInterval(look, CHECK_EVERY * 1000);

  // --- 4. pictures --------------------------------------------------------------------------------------------------
  const SHARPNESS = 2; // twice the pixels, so that it prints well
  const keepAsPicture = (address, name) => {
    const drawing = new Image();
    drawing.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = drawing.naturalWidth * SHARPNESS;
      canvas.height = drawing.naturalHeight * SHARPNESS;
      canvas.getContext("2d").drawImage(drawing, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((picture) => {
        if (!picture) return window.location.assign(address);
        const link = document.createElement("a");
        link.href = URL.createObjectURL(picture);
        link.download = name;
        link.click();
        window.setTimeout(() => URL.revokeObjectURL(link.href), 10000);
        return undefined;
      }, "image/png");
    };
    drawing.onerror = () => window.location.assign(address);
    drawing.src = address;
  };
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-as-png]") : null;
    if (!link) return;
    event.preventDefault();
    keepAsPicture(`${link.href}&toon=1`, link.dataset.asPng);
  });

  // --- 5. the menu --------------------------------------------------------------------------------------------------
  // Streamlit closes it only for what calls itself a phone, and for its own links: not for our links to help and to
  // messages, and not for a window that is narrow because somebody enlarged the page.
  const NARROW = 768; // CSS pixels, as Streamlit has it
  const isNarrow = () => window.innerWidth <= NARROW;
  const forgetOpenMenu = () => {
    for (const name of Object.keys(window.localStorage)) {
      if (name.startsWith("stSidebarCollapsed-")) window.localStorage.removeItem(name);
    }
  };
  const closeMenu = () => {
    if (document.querySelector('[data-testid="stExpandSidebarButton"]')) return; // it is closed
    const button = document.querySelector('[data-testid="stSidebarCollapseButton"] button');
    if (button) button.click();
    const page = document.querySelector('[data-testid="stMain"]');
    if (page) page.focus();
  };
  if (isNarrow()) forgetOpenMenu();
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest('[data-testid="stSidebar"] a') : null;
    if (link && isNarrow()) window.setTimeout(closeMenu, 100); // after Streamlit did what it does
  });
})();

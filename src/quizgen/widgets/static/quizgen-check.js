/* Self-checks: makes the questions of a page answerable, grades them, remembers what was done.
   The page reads well without this script. No library; nothing newer than browsers of 2019.
   Grading says the same as quizgen.grading: a test feeds the same answers to both. */
(function () {
  "use strict";

  // ---------------------------------------------------------------- grading

  const DIGITS = { 零: 0, 〇: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
  const UNITS = { 十: 10, 百: 100, 千: 1000 };
  const DROPPED = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000“”‘’「」『』"'。．，,、；;：:！!？?（）()《》·]/g;
  const BLANK = /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/;
  const MOST_DIGITS = 20;

  function whole(value) {
    return typeof BigInt === "function" ? BigInt(value).toString() : String(value);
  }

  /* Read a Chinese number; null where it is none. */
  function valueOf(words) {
    let total = 0, section = 0, digit = 0, last = "";
    for (const char of words) {
      if (char in DIGITS) {
        if (last in DIGITS && last !== "零" && last !== "〇") return null;
        digit = DIGITS[char];
      } else if (char in UNITS) {
        section += (digit || (section === 0 && !last ? 1 : digit)) * UNITS[char];
        if (digit === 0 && char === "十" && last && !"万亿零〇".includes(last)) return null;
        digit = 0;
      } else {
        if (section + digit === 0) return null;
        total = (total + section + digit) * (char === "万" ? 1e4 : 1e8);
        section = digit = 0;
      }
      last = char;
    }
    return total + section + digit;
  }

  function number(words) {
    if (words.length > MOST_DIGITS) return words;
    if (words.length === 1 && "万亿百千十".includes(words)) return words === "十" ? "10" : words;
    const value = valueOf(words);
    return value === null ? words : whole(value);
  }

  function scaled(all, digits, unit) {
    const value = parseFloat(digits) * (unit === "万" ? 1e4 : 1e8);
    return value === Math.floor(value) ? whole(value) : String(value);
  }

  /* The form in which answers are compared. */
  function normal(text) {
    return text.normalize("NFKC").toLowerCase()
      .replace(DROPPED, "")
      .replace(/[—–－~～至]/g, "-")
      .replace(/[零〇一二两三四五六七八九十百千万亿]+/g, number)
      .replace(/([0-9]{1,12}(?:\.[0-9]{1,6})?)([万亿])/g, scaled)
      .replace(/百分之([0-9.]+)/g, "$1%");
  }

  function fits(word, accepted) {
    return !BLANK.test(word) && accepted.indexOf(normal(word)) >= 0;
  }

  /* How many gaps can be filled in any order, no gap twice (augmenting paths, Kuhn 1955). */
  function anyOrder(words, gaps) {
    const taken = gaps.map(() => -1);
    function place(at, seen) {
      for (let gap = 0; gap < gaps.length; gap++) {
        if (seen[gap] || !fits(words[at], gaps[gap])) continue;
        seen[gap] = true;
        if (taken[gap] < 0 || place(taken[gap], seen)) {
          taken[gap] = at;
          return true;
        }
      }
      return false;
    }
    words.forEach((word, at) => place(at, []));
    return taken;
  }

  /* Which gaps (by the word's place) are right. */
  function rightGaps(key, words) {
    if (!key.any) return words.map((word, at) => fits(word, key.gaps[at]));
    const taken = anyOrder(words, key.gaps);
    return words.map((word, at) => taken.indexOf(at) >= 0);
  }

  const SHARES = {
    single_choice: (key, chosen) => Number(String(chosen) === String(key)),
    multiple_choice: (key, chosen) =>
      Number(chosen.length === key.length && chosen.every((at) => key.indexOf(at) >= 0)),
    true_false: (key, said) => Number(said === key),
    cloze: (key, words) => rightGaps(key, words).filter(Boolean).length / key.gaps.length,
    matching: (key, joined) =>
      joined.filter((right, at) => key[at].indexOf(right) >= 0).length / key.length,
    ordering: (key, order) =>
      Number(order.length === key.length && order.every((at, place) => key[at] === key[place])),
    short_answer: (key, answer) => {
      const total = key.reduce((sum, each) => sum + each, 0);
      return total ? answer.ticked.reduce((sum, at) => sum + key[at], 0) / total : 1;
    },
  };

  /* The share of the score that an answer earns, 0 to 1. */
  function grade(kind, key, answer) {
    return SHARES[kind](key, answer);
  }

  // ---------------------------------------------------------------- small tools

  function make(tag, attributes, text) {
    const node = document.createElement(tag);
    Object.keys(attributes || {}).forEach((name) => node.setAttribute(name, attributes[name]));
    if (text) node.textContent = text;
    return node;
  }

  function all(root, selector) {
    return Array.prototype.slice.call(root.querySelectorAll(selector));
  }

  function at(node) {
    return Number(node.dataset.at);
  }

  let counter = 0;
  function fresh(name) {
    counter += 1;
    return "qg-" + name + "-" + counter;
  }

  // ---------------------------------------------------------------- what was done

  const memory = {};
  let kept = true;

  function keyOf(course, lesson) {
    return "quizgen.1/" + course + "/" + lesson;
  }

  function load(key) {
    try {
      memory[key] = JSON.parse(window.localStorage.getItem(key)) || {};
    } catch (problem) {
      kept = problem instanceof SyntaxError;
    }
    if (typeof memory[key] !== "object" || !memory[key]) memory[key] = {};
    return memory[key];
  }

  function save(key, done) {
    memory[key] = done;
    try {
      if (Object.keys(done).length) window.localStorage.setItem(key, JSON.stringify(done));
      else window.localStorage.removeItem(key);
    } catch (problem) {
      kept = false;
    }
  }

  function sum(done, names) {
    const answered = names.filter((name) => Array.isArray(done[name]));
    return { done: answered.length, right: answered.filter((name) => done[name][0] === 1).length };
  }

  function said(counts, total) {
    if (!counts.done) return total + " 题，还没有做";
    return "做了 " + counts.done + " / " + total + " 题，对 " + counts.right + " 题";
  }

  /* A button that does something only when it is pressed twice: it cannot be undone. */
  function makeReset(label, act) {
    const button = make("button", { type: "button", class: "qg-button qg-reset" }, label);
    let sure = false;
    button.addEventListener("click", () => {
      button.textContent = sure ? label : "确定要清空？再按一次";
      if (sure) act();
      sure = !sure;
    });
    button.addEventListener("blur", () => {
      sure = false;
      button.textContent = label;
    });
    return button;
  }

  // ---------------------------------------------------------------- kinds of controls

  /* Each kind: add the controls, read the answer (null: not complete), put one back,
     show which parts are right, say what is wrong. */

  function choiceRows(form) {
    return all(form, ".qg-choices > li");
  }

  function addChoices(form, type) {
    const name = fresh("choice");
    choiceRows(form).forEach((row) => {
      const label = make("label");
      while (row.firstChild) label.appendChild(row.firstChild);
      label.insertBefore(make("input", { type: type, name: name }), label.firstChild);
      row.appendChild(label);
    });
  }

  function chosen(form) {
    return choiceRows(form).filter((row) => row.querySelector("input").checked).map(at)
      .sort((one, other) => one - other);
  }

  function showChoices(form, key, answer) {
    choiceRows(form).forEach((row) => {
      const right = key.indexOf(at(row)) >= 0, taken = answer.indexOf(at(row)) >= 0;
      if (taken) mark(row, right);
      else if (right) mark(row, true, "← 应选这一项");
    });
  }

  function letters(form, places) {
    return choiceRows(form).filter((row) => places.indexOf(at(row)) >= 0)
      .map((row) => row.querySelector("b").textContent).join("、");
  }

  function tellChoices(form, key, answer) {
    const wrong = choiceRows(form).map(at)
      .filter((place) => answer.indexOf(place) >= 0 && key.indexOf(place) < 0);
    const missed = key.filter((place) => answer.indexOf(place) < 0);
    const told = wrong.map((place) => {
      const why = form.querySelector('.qg-reasons > li[data-at="' + place + '"] > span');
      return letters(form, [place]) + " 不对" + (why ? "：" + why.textContent : "。");
    });
    if (missed.length && wrong.length < answer.length) told.push("漏选了 " + letters(form, missed) + "。");
    return told.join(" ") + " 答案是 " + letters(form, key) + "。";
  }

  function mark(row, right, words) {
    row.classList.add(words ? "qg-missed" : right ? "qg-right" : "qg-wrong");
    row.appendChild(make("span", { class: "qg-mark" }, words || (right ? "✓ 对" : "✗ 错")));
  }

  function choices(type) {
    return {
      hint: type === "radio" ? "先选一项。" : "先选出你认为对的各项。",
      add: (form) => addChoices(form, type),
      read: (form) => (chosen(form).length ? chosen(form) : null),
      put: (form, answer) => choiceRows(form).forEach((row) => {
        row.querySelector("input").checked = answer.indexOf(at(row)) >= 0;
      }),
      show: showChoices,
      tell: tellChoices,
    };
  }

  const TRUTH = [["1", "正确"], ["0", "错误"]];
  const trueFalse = Object.assign(choices("radio"), {
    add: (form) => {
      const list = make("ul", { class: "qg-choices qg-truth" });
      TRUTH.forEach((pair) => {
        const row = make("li", { "data-at": pair[0] });
        row.appendChild(make("span", {}, pair[1]));
        list.appendChild(row);
      });
      form.querySelector("fieldset").appendChild(list);
      addChoices(form, "radio");
    },
    read: (form) => (chosen(form).length ? chosen(form)[0] === 1 : null),
    put: (form, answer) => choiceRows(form).forEach((row) => {
      row.querySelector("input").checked = answer !== null && at(row) === Number(answer);
    }),
    show: (form, key, answer) => showChoices(form, [Number(key)], answer === null ? [] : [Number(answer)]),
    tell: (form, key) => {
      const why = form.querySelector(".qg-why");
      return "这句话是" + (key ? "正确" : "错误") + "的。" + (why ? why.textContent : "");
    },
  });

  function gaps(form) {
    return all(form, ".qg-gap");
  }

  const cloze = {
    hint: "先填一填，一空也没有填。",
    add: (form, key) => {
      const longest = Math.max.apply(null, [].concat.apply([], key.gaps).map((word) => word.length));
      gaps(form).forEach((gap, place) => {
        const input = make("input", {
          type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
          "aria-label": "第 " + (place + 1) + " 空", maxlength: "60",
        });
        input.style.width = Math.min(16, Math.max(5, longest + 2)) + "em";
        gap.textContent = "";
        gap.appendChild(input);
      });
    },
    read: (form) => {
      const words = wordsOf(form);
      return words.some((word) => !BLANK.test(word)) ? words : null;
    },
    put: (form, words) => gaps(form).forEach((gap) => {
      gap.querySelector("input").value = words ? words[at(gap)] || "" : "";
    }),
    show: (form, key, words) => {
      const right = rightGaps(key, words);
      gaps(form).forEach((gap) => mark(gap, right[at(gap)]));
    },
    tell: (form, key, words) => {
      const right = rightGaps(key, words).filter(Boolean).length;
      const of = key.gaps.length > 1 ? "对了 " + right + " 空，共 " + key.gaps.length + " 空。" : "";
      return of + form.querySelector(".qg-answer").textContent + "。";
    },
  };

  function wordsOf(form) {
    const words = [];
    gaps(form).forEach((gap) => { words[at(gap)] = gap.querySelector("input").value; });
    return words;
  }

  function lefts(form) {
    return all(form, ".qg-lefts > li");
  }

  const matching = {
    hint: "先给左边的各项选出对应的一项。",
    add: (form) => lefts(form).forEach((row) => {
      const select = make("select", { "aria-label": row.textContent + " 对应" });
      select.appendChild(make("option", { value: "" }, "选一项……"));
      all(form, ".qg-rights > li").forEach((right) => {
        const words = right.querySelector("b").textContent + "　" + right.querySelector("span").textContent;
        select.appendChild(make("option", { value: at(right) }, words));
      });
      row.appendChild(select);
    }),
    read: (form) => {
      const joined = lefts(form).map((row) => {
        const value = row.querySelector("select").value;
        return value === "" ? -1 : Number(value);
      });
      return joined.some((right) => right >= 0) ? joined : null;
    },
    put: (form, joined) => lefts(form).forEach((row, place) => {
      row.querySelector("select").value = joined && joined[place] >= 0 ? joined[place] : "";
    }),
    show: (form, key, joined) => lefts(form).forEach((row, place) => {
      mark(row, key[place].indexOf(joined[place]) >= 0);
    }),
    tell: (form, key, joined) => {
      const right = joined.filter((each, place) => key[place].indexOf(each) >= 0).length;
      return "对了 " + right + " 对，共 " + key.length + " 对。";
    },
  };

  function steps(form) {
    return all(form, ".qg-steps-asked > li");
  }

  function move(form, row, by) {
    const rows = steps(form), to = rows.indexOf(row) + by;
    if (to < 0 || to >= rows.length) return;
    row.parentNode.insertBefore(row, by < 0 ? rows[to] : rows[to].nextSibling);
    markEnds(form);
    form.querySelector(".qg-said").textContent =
      "“" + row.querySelector("span").textContent + "”移到了第 " + (to + 1) + " 步。";
  }

  /* A step at an end stays reachable: the button of the outward way says that it does nothing. */
  function markEnds(form) {
    steps(form).forEach((row, place, rows) => {
      const buttons = all(row, "button");
      buttons[0].setAttribute("aria-disabled", String(place === 0));
      buttons[1].setAttribute("aria-disabled", String(place === rows.length - 1));
    });
  }

  const ordering = {
    hint: "",
    add: (form) => {
      steps(form).forEach((row) => {
        const words = row.querySelector("span").textContent;
        [["↑", "上移", -1], ["↓", "下移", 1]].forEach((way) => {
          const button = make("button", {
            type: "button", class: "qg-move", "aria-label": "“" + words + "”" + way[1],
          }, way[0]);
          button.addEventListener("click", () => {
            move(form, row, way[2]);
            button.focus();
          });
          row.appendChild(button);
        });
      });
      markEnds(form);
      form.first = steps(form).map(at);
    },
    read: (form) => steps(form).map(at),
    put: (form, order) => {
      const rows = steps(form);
      (order || form.first).forEach((place) => {
        const row = rows.filter((each) => at(each) === place)[0];
        if (row) row.parentNode.appendChild(row);
      });
      markEnds(form);
    },
    show: (form, key, order) => steps(form).forEach((row, place) => {
      mark(row, key[order[place]] === key[place]);
    }),
    tell: (form) => form.querySelector(".qg-answer").textContent + "。",
  };

  const shortAnswer = {
    hint: "先写几句，再对照要点。",
    add: (form) => {
      const area = make("textarea", { rows: "4", maxlength: "2000", "aria-label": "你的回答" });
      form.querySelector("fieldset").appendChild(area);
      all(form, ".qg-rubric > li").forEach((row) => {
        const label = make("label"), box = make("input", { type: "checkbox", disabled: "" });
        label.appendChild(box);
        while (row.firstChild) label.appendChild(row.firstChild);
        row.appendChild(label);
        box.addEventListener("change", () => form.settle(shortAnswer.marked(form)));
      });
    },
    read: (form) => {
      const text = form.querySelector("textarea").value;
      return BLANK.test(text) ? null : { text: text, ticked: [] };
    },
    marked: (form) => ({
      text: form.querySelector("textarea").value,
      ticked: all(form, ".qg-rubric > li").filter((row) => row.querySelector("input").checked).map(at),
    }),
    put: (form, answer) => {
      form.querySelector("textarea").value = answer ? answer.text : "";
      all(form, ".qg-rubric > li").forEach((row) => {
        row.querySelector("input").checked = Boolean(answer) && answer.ticked.indexOf(at(row)) >= 0;
      });
    },
    show: (form) => all(form, ".qg-rubric input").forEach((box) => { box.disabled = false; }),
    tell: (form, key, answer) => {
      const total = key.reduce((one, other) => one + other, 0);
      const got = answer.ticked.reduce((one, place) => one + key[place], 0);
      return "对照下面的要点，写到的打勾：" + got + " / " + total + " 分。";
    },
  };

  const KINDS = {
    single_choice: choices("radio"),
    multiple_choice: choices("checkbox"),
    true_false: trueFalse,
    cloze: cloze,
    matching: matching,
    ordering: ordering,
    short_answer: shortAnswer,
  };

  // ---------------------------------------------------------------- one question

  const NOTHING = { true_false: null, multiple_choice: [], single_choice: [] };

  function isOpen(form) {
    return form.closest(".qg-check").hasAttribute("data-open");
  }

  /* Take the marks of an answer off. */
  function clear(form) {
    all(form, ".qg-mark").forEach((node) => node.remove());
    all(form, ".qg-right, .qg-wrong, .qg-missed").forEach((node) => {
      node.classList.remove("qg-right", "qg-wrong", "qg-missed");
    });
    all(form, ".qg-rubric input").forEach((box) => { box.disabled = true; });
    form.classList.remove("qg-is-right", "qg-is-wrong");
  }

  /* Show an answer as graded; nothing is announced where it is only put back. */
  function reveal(form, answer, aloud) {
    const kind = form.dataset.kind, controls = KINDS[kind];
    const given = answer === null ? false : true;
    clear(form);
    const right = given && grade(kind, form.key, answer) === 1;
    if (given) controls.show(form, form.key, answer);
    form.classList.add(right ? "qg-is-right" : "qg-is-wrong");
    let told = right ? "答对了。" : "";
    if (!right) {
      told = given ? (kind === "short_answer" ? "" : "没有答对。") + controls.tell(form, form.key, answer)
        : "看了答案，这题算没有答对。";
    }
    form.said.textContent = "";
    if (aloud) window.setTimeout(() => { form.said.textContent = told; }, 30);
    else form.said.textContent = told;
    form.answered = true;
    form.querySelector("fieldset").disabled = true;
    form.submit_.textContent = "再做一遍";
    if (document.activeElement === form.peek) form.submit_.focus();
    form.peek.hidden = true;
    const details = form.querySelector("details");
    details.hidden = false;
    details.open = true;
    return right;
  }

  function retry(form) {
    clear(form);
    KINDS[form.dataset.kind].put(form, form.dataset.kind in NOTHING ? NOTHING[form.dataset.kind] : null);
    form.answered = false;
    form.said.textContent = "";
    form.querySelector("fieldset").disabled = false;
    form.submit_.textContent = "提交";
    form.peek.hidden = isOpen(form);
    const details = form.querySelector("details");
    details.hidden = !isOpen(form);
    details.open = isOpen(form);
  }

  function addBar(form) {
    const bar = make("div", { class: "qg-bar-buttons" });
    form.submit_ = make("button", { type: "submit", class: "qg-button qg-submit" }, "提交");
    form.peek = make("button", { type: "button", class: "qg-button" }, "看答案");
    form.said = make("p", { class: "qg-said", role: "status", "aria-live": "polite" });
    bar.appendChild(form.submit_);
    bar.appendChild(form.peek);
    const details = form.querySelector("details");
    form.insertBefore(bar, details);
    form.insertBefore(form.said, details);
  }

  /* Make a question answerable. `keep` is told its name and the result (nothing: forget it). */
  function enliven(form, keep) {
    const kind = form.dataset.kind, controls = KINDS[kind], name = form.dataset.name;
    form.key = JSON.parse(form.dataset.key);
    const stem = form.querySelector(".qg-stem");
    stem.id = fresh("stem");
    form.querySelector("fieldset").setAttribute("aria-describedby", stem.id);
    addBar(form);
    controls.add(form, form.key);
    form.settle = (answer) => keep(name, [Number(reveal(form, answer, true)), answer]);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.answered) {
        retry(form);
        keep(name);
        return;
      }
      const answer = controls.read(form);
      if (answer === null) form.said.textContent = controls.hint;
      else form.settle(answer);
    });
    form.peek.addEventListener("click", () => form.settle(null));
    retry(form);
  }

  /* Put an answer back; one that cannot be read any more is as good as none. */
  function restore(form, entry, keep) {
    if (!Array.isArray(entry)) return;
    try {
      if (entry[1] !== null) KINDS[form.dataset.kind].put(form, entry[1]);
      reveal(form, entry[1], false);
    } catch (problem) {
      retry(form);
      keep(form.dataset.name);
    }
  }

  // ---------------------------------------------------------------- a page of questions

  function start(check) {
    const key = keyOf(check.dataset.course, check.dataset.lesson);
    const forms = all(check, ".qg-ask"), names = forms.map((form) => form.dataset.name);
    const head = check.querySelector(".qg-check-head");
    const count = make("span", { class: "qg-count" });
    const again = make("button", { type: "button", class: "qg-button", hidden: "" }, "重做没对的");
    head.textContent = "";

    function tell() {
      const counts = sum(memory[key], names);
      count.textContent = said(counts, names.length) + (kept ? "" : "（这个浏览器不让保存，关掉就没有了）");
      again.hidden = counts.done === counts.right;
      reset.hidden = !counts.done;
      document.dispatchEvent(new CustomEvent("quizgen-done"));
    }

    /* Other tabs and other self-checks of the lesson write here too: read again before writing. */
    function keep(name, entry) {
      const done = load(key);
      if (entry) done[name] = entry;
      else delete done[name];
      save(key, prune(check, done));
      tell();
    }

    const reset = makeReset("清空重做", () => {
      forms.forEach((form) => { retry(form); keep(form.dataset.name); });
      forms[0].submit_.focus();
    });
    again.addEventListener("click", () => {
      const wrong = forms.filter((form) => (memory[key][form.dataset.name] || [1])[0] !== 1);
      wrong.forEach((form) => { retry(form); keep(form.dataset.name); });
      if (wrong.length) wrong[0].submit_.focus();
    });
    [count, again, reset].forEach((node) => head.appendChild(node));
    forms.forEach((form) => enliven(form, keep));
    const done = load(key);
    forms.forEach((form) => restore(form, done[form.dataset.name], keep));
    tell();
  }

  /* Forget questions that the lesson does not ask any more. */
  function prune(check, done) {
    const asked = {};
    all(document, ".qg-check").forEach((other) => {
      if (other.dataset.lesson === check.dataset.lesson)
        all(other, ".qg-ask").forEach((form) => { asked[form.dataset.name] = true; });
    });
    Object.keys(done).forEach((name) => { if (!asked[name]) delete done[name]; });
    return done;
  }

  // ---------------------------------------------------------------- the list of lessons

  function startList(list) {
    const rows = all(list, "li");
    const count = make("span", { class: "qg-count" });
    const head = list.querySelector(".qg-check-head");

    function tell() {
      let done = 0, right = 0, total = 0;
      rows.forEach((row) => {
        const names = row.dataset.names.split(" ").filter(Boolean);
        const counts = sum(load(keyOf(list.dataset.course, row.dataset.lesson)), names);
        row.querySelector(".qg-done").textContent = said(counts, names.length);
        row.classList.toggle("qg-all-done", counts.done === names.length);
        row.classList.toggle("qg-all-right", counts.right === names.length);
        done += counts.done;
        right += counts.right;
        total += names.length;
      });
      count.textContent = "合计：" + said({ done: done, right: right }, total);
      reset.hidden = !done;
    }

    const reset = makeReset("清空全部记录", () => {
      rows.forEach((row) => save(keyOf(list.dataset.course, row.dataset.lesson), {}));
      if (document.querySelector(".qg-check")) window.location.reload();
      else tell();
    });
    head.appendChild(count);
    head.appendChild(reset);
    tell();
    window.addEventListener("pageshow", tell);
    window.addEventListener("storage", tell);
    document.addEventListener("quizgen-done", tell);
  }

  function begin() {
    all(document, ".qg-no-script").forEach((node) => node.remove());
    all(document, ".qg-check").forEach(start);
    all(document, ".qg-progress").forEach(startList);
  }

  window.quizgenCheck = { grade: grade, normal: normal };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();

namespace Workbench.Notebooks.Reports;

/// <summary>The style sheet of reports: system fonts, light and dark by the reader's preference, fit for printing.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root{color-scheme:light dark;--text:#1f2328;--back:#ffffff;--soft:#f6f8fa;--line:#d1d9e0;--dim:#59636e;--accent:#0969da;
        --k:#8250df;--t:#0550ae;--s:#0a3069;--n:#953800;--c:#59636e;--m:#6639ba;--error:#d1242f;--errorback:#ffebe9}
        @media(prefers-color-scheme:dark){:root{--text:#e6edf3;--back:#0d1117;--soft:#161b22;--line:#30363d;--dim:#9198a1;--accent:#58a6ff;
        --k:#d2a8ff;--t:#79c0ff;--s:#a5d6ff;--n:#ffa657;--c:#9198a1;--m:#d2a8ff;--error:#ff7b72;--errorback:#2d1214}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--back);color:var(--text);font:16px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
        main{max-width:62rem;margin:0 auto;padding:2rem 1.25rem 4rem}
        nav{max-width:62rem;margin:1.5rem auto 0;padding:0 1.25rem}
        nav details{border:1px solid var(--line);border-radius:6px;padding:.5rem 1rem;font-size:.9rem}
        nav summary{cursor:pointer;color:var(--dim)}
        nav a{display:block;color:var(--text);text-decoration:none;padding:.1rem 0}nav a:hover{color:var(--accent)}
        nav .level2{padding-left:1.25rem}nav .level3{padding-left:2.5rem}
        h1,h2,h3,h4{line-height:1.25;margin:1.6em 0 .6em}h1{font-size:1.9rem;margin-top:.2em}h2{border-bottom:1px solid var(--line);padding-bottom:.25em}
        a,.link{color:var(--accent)}.address{color:var(--dim);font-size:.85em;overflow-wrap:anywhere}
        blockquote{margin:1em 0;padding:0 1em;border-left:4px solid var(--line);color:var(--dim)}
        hr{border:0;border-top:1px solid var(--line);margin:2em 0}
        code,pre,.formula{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.87em}
        code{background:var(--soft);border-radius:4px;padding:.1em .3em}
        div.formula{text-align:center;margin:1em 0;white-space:pre-wrap}
        pre{margin:.4em 0;overflow-x:auto;white-space:pre}
        pre.code{background:var(--soft);border:1px solid var(--line);border-radius:6px;padding:.7em .9em;line-height:1.45}
        .cell{margin:1.2em 0}.input{position:relative}.count{position:absolute;right:.6em;top:.5em;color:var(--dim);font:.75rem ui-monospace,monospace;user-select:none}
        .output{margin:.5em 0;overflow-x:auto}pre.output{padding:.2em .9em}
        .stderr{border-left:3px solid var(--n)}.error{border-left:3px solid var(--error);background:var(--errorback);padding:.6em .9em!important;white-space:pre-wrap;overflow-wrap:anywhere}
        .k{color:var(--k)}.t{color:var(--t)}.s{color:var(--s)}.n{color:var(--n)}.c{color:var(--c);font-style:italic}.m{color:var(--m)}.d{color:var(--n)}
        .text table,.output table{border-collapse:collapse;display:block;overflow-x:auto;max-width:100%}
        .text th,.text td{border:1px solid var(--line);padding:.3em .75em;text-align:left}.text thead th{background:var(--soft)}
        .center{text-align:center!important}.right{text-align:right!important}
        .missing{color:var(--dim)}
        img,svg,video,canvas{max-width:100%;height:auto}
        @media print{nav{display:none}pre.code,pre.output{white-space:pre-wrap}.cell{break-inside:avoid-page}}
        """;
}

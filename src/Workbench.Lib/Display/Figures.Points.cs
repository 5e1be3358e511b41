namespace Workbench.Display;

public static partial class Figures
{
    /// <summary>A picture whose clicks become numbers to paste: each click names the next point, or the one that is chosen.</summary>
    /// <remarks>Needs one attribute of script and no kernel. Positions are pixels of the full picture, whole numbers being the middles of pixels. As a still it is the picture.</remarks>
    /// <param name="picture">The picture.</param>
    /// <param name="names">Names of points in the order of the clicks; letters, digits and hyphens.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="shownSide">Longest side on the page, pixels.</param>
    /// <exception cref="ArgumentException">There is no name, or one holds other characters.</exception>
    public static Figure PointPicker(Picture picture, IReadOnlyList<string> names, string title = "Click the points", int shownSide = 900)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0 || names.Any(name => name.Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')))
            throw new ArgumentException("names: give at least one name of letters, digits and hyphens.", nameof(names));
        var shown = Visible(picture).Within(shownSide);
        return Figure.Create(
            title,
            $"{picture.Width}×{picture.Height} pixels; click {names[0]} first, copy the text below",
            () => PickerHtml(picture, shown, names),
            () => shown,
            $"{picture.Width}×{picture.Height} pixels; points: {string.Join(", ", names)}");
    }

    private static string PickerHtml(Picture picture, Picture shown, IReadOnlyList<string> names)
    {
        var options = string.Concat(names.Select(name => $"<option>{Html.Escape(name)}</option>"));
        // Marks are children of the frame; the text is rebuilt from them after every click.
        var script = string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""
            (function(f,e){var r=f.getBoundingClientRect(),b=f.parentNode,s=b.querySelector('select'),t=b.querySelector('textarea'),n=s.value,u=(e.clientX-r.left)/r.width,v=(e.clientY-r.top)/r.height;
            var m=f.querySelector('[data-name="'+n+'"]');if(!m){m=document.createElement('span');m.dataset.name=n;m.title=n;m.style.cssText='position:absolute;width:9px;height:9px;margin:-5px 0 0 -5px;border-radius:50%;border:1px solid #fff;background:#ff3cc8;pointer-events:none';f.appendChild(m)}
            m.style.left=100*u+'%';m.style.top=100*v+'%';m.dataset.at=(u*{{picture.Width}}-0.5).toFixed(1)+','+(v*{{picture.Height}}-0.5).toFixed(1);
            t.value=Array.prototype.map.call(f.querySelectorAll('[data-at]'),function(k){return k.dataset.name+'='+k.dataset.at}).join(' ');if(s.selectedIndex+1<s.options.length)s.selectedIndex++})(this,event)
            """).ReplaceLineEndings("");
        return $"""
            <div>
            <div style="position:relative;display:inline-block;max-width:100%;line-height:0;cursor:crosshair" onclick="{Html.Escape(script)}">{Html.Image(shown, "picture to click on")}</div>
            <div style="margin:4px 0"><label>next point: <select>{options}</select></label></div>
            <textarea readonly rows="2" onclick="this.select()" aria-label="picked points" style="width:100%;max-width:{shown.Width}px;box-sizing:border-box;font-family:monospace"></textarea>
            </div>
            """;
    }
}
